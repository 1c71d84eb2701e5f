import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { openStoresInline } from '../../src/store/open-stores.ts';
import type { Stores } from '../../src/store/stores.ts';
import { AT, audit, emptyLog, heldAfter, page, peer, SEALED } from './build.ts';

// What is served of a long log without a look at each entry.
const us = peer('us');
let stores: Stores;
beforeEach(async () => {
  stores = await openStoresInline(':memory:');
});
afterEach(() => stores.close());

const forAll = (jws: string) => ({ jws, forAll: true as const });

async function keep(entries: Parameters<typeof page>[2]): Promise<ReturnType<typeof page>> {
  const log = emptyLog(us.origin);
  await stores.peers.enrol(us, log.checkpoint, audit());
  const kept = page(us, log, entries);
  assert.deepEqual(await stores.peers.storePage(kept), []);
  return kept;
}

const linesOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8');

test('whole lines: are what JSON.stringify writes, and end before what is not known to be for all', async () => {
  const texts = ['a.b.c', 'with "quotes" \\ and\nlines', '한국어', 'd'];
  await keep([...texts.map(forAll), { jws: 'for some' }, forAll('after it'), SEALED]);
  const { entries, bytes } = await stores.log.wholeLines(us.origin, 0, 100, 1e6);
  assert.equal(entries, texts.length);
  assert.equal(linesOf(bytes), texts.map((jws, seq) => `${JSON.stringify({ seq, jws })}\n`).join(''));
  for (const [from, count] of [
    [4, 0],
    [5, 1],
    [6, 0],
    [7, 0],
  ] as const)
    assert.equal((await stores.log.wholeLines(us.origin, from, 100, 1e6)).entries, count, `from ${from}`);
});

test('whole lines: are no more than were asked for, nor than it takes to have so many bytes', async () => {
  await keep(Array.from({ length: 10 }, () => forAll('x'.repeat(100))));
  const counts = [
    [3, 1e6],
    [100, 1],
    [100, 100],
    [100, 101],
    [100, 350],
  ] as const;
  const found = [];
  for (const [limit, most] of counts)
    found.push((await stores.log.wholeLines(us.origin, 2, limit, most)).entries);
  assert.deepEqual(found, [3, 1, 1, 2, 4]);
});

test('whole lines: an entry that is found refused later is among them no more', async () => {
  const kept = await keep([forAll('good'), forAll('forged')]);
  const log = heldAfter(kept);
  assert.equal((await stores.log.wholeLines(us.origin, 0, 9, 1e6)).entries, 2);
  const more = page(us, log, [forAll('unchecked')]);
  await stores.peers.storePage({ ...more, unchecked: true, at: AT });
  const checked = { origin: us.origin, from: 2, to: 3 };
  await stores.peers.signaturesChecked(checked, [{ seq: 2, reason: 'entry_signature: it does not hold' }]);
  assert.equal((await stores.log.wholeLines(us.origin, 0, 9, 1e6)).entries, 2);
  assert.deepEqual(await stores.peers.entryCounts(us.origin), { verified: 2, sealed: 0, refused: 1 });
});
