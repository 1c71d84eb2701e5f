import assert from 'node:assert/strict';
import { audit, bulletinEffect, bulletinId, content, emptyLog, heldAfter, page, peer } from '../build.ts';
import { type Open, storeTest } from './contract.ts';

const JP = peer('jp');
const EMPTY = emptyLog(JP.origin);
const bulletin = (seq: number) => ({
  effect: bulletinEffect(JP, seq, content(seq + 1, { issuer: JP.node })),
});
const first = { ...page(JP, EMPTY, [0, 1, 2].map(bulletin)), unchecked: true };
const second = { ...page(JP, heldAfter(first), [3, 4].map(bulletin)), unchecked: true };
const idAt = (seq: number) => bulletinId(seq + 1, JP.node);

export function uncheckedContract(open: Open): void {
  storeTest(
    open,
    'unchecked: entries show that their signatures are pending until they were checked',
    async ({ peers, bulletins }) => {
      await peers.enrol(JP, EMPTY.checkpoint, audit());
      await peers.storePage(first);
      await peers.storePage(second);
      const signatures = async () =>
        Promise.all([0, 1, 2, 3, 4].map(async (seq) => (await bulletins.peerBulletin(idAt(seq)))?.signature));
      assert.deepEqual(await signatures(), Array(5).fill('pending'));
      assert.equal(await peers.uncheckedCount(JP.origin), 5);
      assert.deepEqual(await peers.unchecked(9), [
        { origin: JP.origin, from: 0, to: 3 },
        { origin: JP.origin, from: 3, to: 5 },
      ]);
      // Across two pages, and ending within both.
      await peers.signaturesChecked({ origin: JP.origin, from: 1, to: 4 }, []);
      assert.deepEqual(await signatures(), ['pending', 'checked', 'checked', 'checked', 'pending']);
      assert.equal(await peers.uncheckedCount(JP.origin), 2);
      await peers.signaturesChecked({ origin: JP.origin, from: 0, to: 5 }, []);
      assert.deepEqual(await peers.unchecked(9), []);
      assert.deepEqual(await peers.entryCounts(JP.origin), { verified: 5, sealed: 0, refused: 0 });
    },
  );

  storeTest(
    open,
    'unchecked: what does not hold is refused and its bulletin withdrawn; what was checked stays',
    async ({ peers, bulletins, log }) => {
      const reason = 'entry_signature: It does not hold.';
      await peers.enrol(JP, EMPTY.checkpoint, audit());
      await peers.storePage(first);
      const one = { origin: JP.origin, from: 0, to: 2 };
      await peers.signaturesChecked(one, [{ seq: 1, reason }]);
      assert.deepEqual(await peers.entryCounts(JP.origin), { verified: 2, sealed: 0, refused: 1 });
      assert.equal(await bulletins.peerBulletin(idAt(1)), undefined);
      assert.equal((await log.entries(JP.origin, 1, 1))[0]?.jws, undefined);
      assert.deepEqual(
        (await peers.refusedEntries(JP.origin, 9)).map((each) => [each.seq, each.reason]),
        [[1, reason]],
      );
      // Too late for the first, which was checked; the log of nobody has none.
      await peers.signaturesChecked(one, [{ seq: 0, reason }]);
      await peers.signaturesChecked({ ...one, origin: 'us.ews.example/log/1' }, [{ seq: 0, reason }]);
      assert.equal((await bulletins.peerBulletin(idAt(0)))?.signature, 'checked');
      assert.equal((await bulletins.peerBulletin(idAt(2)))?.signature, 'pending');
    },
  );
}
