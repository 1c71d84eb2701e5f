import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chooseVersion, SPOKEN_VERSIONS } from '../../src/federation/versions.ts';
import { refusal } from '../log/keys.ts';

const node = 'kr.ews.example';

describe('versions', () => {
  it('the largest one in common is chosen, whatever the order in which they are named', () => {
    assert.equal(chooseVersion({ node, protocols: ['1', '10', '2'] }, ['1', '2', '10']), '10');
    assert.equal(chooseVersion({ node, protocols: ['3', '1', '2'] }, ['2', '1']), '2');
    assert.equal(chooseVersion({ node, protocols: ['1'] }), '1');
  });

  it('names that are no whole numbers are ignored', () => {
    assert.equal(chooseVersion({ node, protocols: ['1.9', '01', 'next', '', '1'] }), '1');
    for (const odd of ['1.0', '01', '1 ', '+1', 'v1']) {
      assert.throws(() => chooseVersion({ node, protocols: [odd] }, ['1', odd]), refusal('version_mismatch'));
    }
  });

  it('none in common is refused, with what both speak', () => {
    assert.throws(
      () => chooseVersion({ node, protocols: ['3', '2'] }),
      (error: { code: string; message: string; detail: object }) => {
        assert.equal(error.code, 'version_mismatch');
        assert.deepEqual(error.detail, { theirs: ['3', '2'], ours: SPOKEN_VERSIONS });
        assert.match(error.message, /kr\.ews\.example speaks 3, 2 .* this node 1/);
        return true;
      },
    );
  });
});
