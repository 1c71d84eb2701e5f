import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import fc from 'fast-check';
import { verifyProofFile } from '../../src/verify/verify-proof.ts';
import { byFingerprint, byPolicy, jp, us, witnessed } from './anchors.ts';
import { makeBulletinLog, type TestLog } from './test-log.ts';

const CHARACTERS = ' \n\r\t\0Aa0+/=—.:-_\u00e9\ud800\u2028';

let log: TestLog;
let file: string;
let bare: string;

before(async () => {
  log = await makeBulletinLog();
  file = await log.proof(3, witnessed(log, us, jp));
  bare = await log.proof(3, log.checkpoint());
});

/** The log's own cosignature is not asked for by a policy, and may be anything that is well-formed. */
const isOptional = (at: number) => {
  const from = file.indexOf('\n— kr.ews.example ') + 1;
  return at >= from && at < file.indexOf('\n', from) + 1;
};

const change = fc.record({
  at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  by: fc.oneof(fc.constantFrom(...CHARACTERS), fc.string({ minLength: 1, maxLength: 1, unit: 'binary' })),
  kind: fc.constantFrom('replace', 'insert', 'remove'),
});

function changed(text: string, at: number, by: string, kind: string): string {
  return text.slice(0, at) + (kind === 'remove' ? '' : by) + text.slice(kind === 'insert' ? at : at + 1);
}

test('proof file: no character can be changed, added or removed where the policy asks for all witnesses', async () => {
  const anchor = byPolicy(log, 'both');
  assert.equal((await verifyProofFile(file, anchor)).outcome, 'proven');
  await fc.assert(
    fc.asyncProperty(change, async ({ at, by, kind }) => {
      const position = Math.floor(at * file.length);
      const text = changed(file, position, by, kind);
      fc.pre(text !== file && !isOptional(position));
      assert.equal((await verifyProofFile(text, anchor)).outcome, 'failed');
    }),
    { numRuns: 2_000 },
  );
});

test('proof file: every character from the index on counts, one by one', async () => {
  const anchor = byFingerprint(log);
  assert.equal((await verifyProofFile(bare, anchor)).outcome, 'proven');
  for (let at = bare.indexOf('\nindex'); at < bare.length; at += 1) {
    const text = changed(bare, at, bare[at] === 'A' ? 'B' : 'A', 'replace');
    assert.equal((await verifyProofFile(text, anchor)).outcome, 'failed', `character ${at}`);
  }
});

test('proof file: without a quorum, no change makes a file say more than it did', async () => {
  const anchor = byFingerprint(log);
  const { cosignatures, place, bulletin, entry } = await verifyProofFile(file, anchor);
  await fc.assert(
    fc.asyncProperty(change, async ({ at, by, kind }) => {
      const result = await verifyProofFile(changed(file, Math.floor(at * file.length), by, kind), anchor);
      if (result.outcome !== 'proven') return;
      assert.deepEqual([result.place, result.bulletin, result.entry], [place, bulletin, entry]);
      assert.ok(result.cosignatures.every((each) => cosignatures.some((known) => known.at === each.at)));
    }),
    { numRuns: 1_000 },
  );
});

test('proof file: any text gets an answer', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 2_000 }), async (text) => {
      assert.equal((await verifyProofFile(text, byFingerprint(log))).outcome, 'failed');
    }),
    { numRuns: 300 },
  );
});
