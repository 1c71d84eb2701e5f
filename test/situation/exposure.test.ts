import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exposuresOf } from '../../src/situation/exposure.ts';
import { mapOf } from './maps.ts';

const MAP = mapOf({
  'CN/mining/ore → KR/refining/salt': { share: 0.4 },
  'CN/mining/ore → CN/refining/salt': { share: 1 },
  'CN/refining/acid → KR/cells/cell': { share: 0.9, substitutes: [{ name: { en: 'Lye' } }] },
  'CN/refining/acid → JP/cells/cell': { share: 0.2 },
  'KR/refining/salt → KR/cells/cell': { share: 1 },
});

test('exposure: the stop that hits hardest comes first, with who is hit and what could stand in', () => {
  const { exposures, items } = exposuresOf(MAP, {});
  assert.deepEqual(
    exposures.map(({ country, item, hits }) => [country, item, hits.map((hit) => hit.country)]),
    [
      ['CN', 'acid', ['KR', 'JP']],
      ['CN', 'ore', ['KR']],
    ],
  );
  const [hardest] = exposures[0]!.hits;
  assert.deepEqual([hardest!.share, hardest!.substitutes[0]!.name], [0.9, { en: 'Lye' }]);
  assert.equal(exposures[1]!.hits[0]!.places, 2);
  assert.deepEqual(Object.keys(items).sort(), ['acid', 'cell', 'ore', 'salt']);
});

test('exposure: of one country, of one item, and of what hits one country', () => {
  assert.equal(exposuresOf(MAP, { item: 'ore' }).exposures.length, 1);
  assert.equal(exposuresOf(MAP, { country: 'KR' }).exposures.length, 0);
  assert.deepEqual(
    exposuresOf(MAP, {}, 'JP').exposures.map(({ item }) => item),
    ['acid'],
  );
});
