import assert from 'node:assert/strict';
import { equalBytes } from '../../../src/domain/bytes.ts';
import { compactRange, rangeNodeIds, rangeRoot } from '../../../src/log/merkle.ts';
import type { Stores } from '../../../src/store/stores.ts';
import { acknowledgement, audit, bulletinId, emptyLog, logAppend, OWN_LOG, page, peer } from '../build.ts';
import { type Open, refused, storeTest } from './contract.ts';

export function logContract(open: Open): void {
  const check = (name: string, run: (stores: Stores) => Promise<void>) =>
    storeTest(open, `log: ${name}`, run);

  check('there is none before it is made', async ({ log }) => {
    assert.equal(await log.ownLog(), undefined);
    assert.equal(await log.log(OWN_LOG), undefined);
    assert.deepEqual(await log.logs(), []);
    assert.deepEqual(await log.entries(OWN_LOG, 0, 10), []);
  });

  check('there is one own log', async ({ log }) => {
    await log.createOwnLog(emptyLog());
    assert.deepEqual(await log.ownLog(), emptyLog());
    await refused(log.createOwnLog(emptyLog()), 'already_exists');
    await refused(log.createOwnLog(emptyLog('kr.ews.example/log/2')), 'already_exists');
    assert.deepEqual(await log.logs(), [emptyLog()]);
  });

  check('keeps entries, subtrees and the range of every size', async (stores) => {
    await stores.log.createOwnLog(emptyLog());
    await appendMany(stores, 13);
    const held = await stores.log.ownLog();
    assert.equal(held?.range.size, 13);
    for (let size = 0; size <= 13; size++) {
      const hashes = await stores.log.nodes(OWN_LOG, rangeNodeIds(size));
      const range = compactRange(size, hashes);
      if (size === 13) assert.ok(equalBytes(rangeRoot(range), rangeRoot(held.range)));
    }
    const entries = await stores.log.entries(OWN_LOG, 5, 3);
    assert.deepEqual(
      entries.map(({ seq, jws }) => [seq, jws]),
      [5, 6, 7].map((seq) => [seq, `jws of ${seq}`]),
    );
    assert.deepEqual(entries[0]?.digest, logAppend(emptyLog(), 'read', 'jws of 5').entry.digest);
    assert.equal((await stores.log.entries(OWN_LOG, 12, 100)).length, 1);
    assert.deepEqual(await stores.log.entries(OWN_LOG, 13, 100), []);
  });

  check('gives subtrees in the order asked for, or none', async (stores) => {
    await stores.log.createOwnLog(emptyLog());
    await appendMany(stores, 3);
    const ids = [
      { level: 1, index: 0 },
      { level: 0, index: 2 },
      { level: 0, index: 0 },
    ];
    const forward = await stores.log.nodes(OWN_LOG, ids);
    const backward = await stores.log.nodes(OWN_LOG, ids.toReversed());
    assert.deepEqual(forward, backward.reverse());
    await refused(stores.log.nodes(OWN_LOG, [...ids, { level: 1, index: 1 }]), 'not_found');
    await refused(stores.log.nodes('us.ews.example/log/1', [{ level: 0, index: 0 }]), 'not_found');
  });

  check('holds those of peers beside the own one', async (stores) => {
    const jp = peer('jp');
    await stores.peers.enrol(jp, emptyLog(jp.origin).checkpoint, audit());
    await stores.log.createOwnLog(emptyLog());
    await appendMany(stores, 2);
    await stores.peers.storePage(page(jp, emptyLog(jp.origin), [{}, {}, {}]));
    assert.deepEqual(
      (await stores.log.logs()).map(({ origin, range }) => [origin, range.size]),
      [
        [OWN_LOG, 2],
        [jp.origin, 3],
      ],
    );
    const [own] = await stores.log.nodes(OWN_LOG, [{ level: 1, index: 0 }]);
    const [held] = await stores.log.nodes(jp.origin, [{ level: 1, index: 0 }]);
    assert.notDeepEqual(own, held);
  });
}

/** Grows the own log by acknowledgements, the smallest entries there are. */
export async function appendMany(stores: Stores, count: number): Promise<void> {
  for (let number = 0; number < count; number++) {
    const log = await stores.log.ownLog();
    const reference = {
      id: bulletinId(number, 'jp.ews.example'),
      log: peer('jp').origin,
      seq: number,
      digest: 'A'.repeat(43),
    };
    await stores.bulletins.acknowledge(acknowledgement(reference), logAppend(log!, 'read'), audit());
  }
}
