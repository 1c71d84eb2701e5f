import assert from 'node:assert/strict';
import { DAY_MS } from '../../../src/domain/time.ts';
import type { PageEntry, VerifiedPage } from '../../../src/federation/port.ts';
import type { Stores } from '../../../src/store/stores.ts';
import {
  AT,
  audit,
  bulletinEffect,
  bulletinId,
  content,
  emptyLog,
  page,
  peer,
  peerBulletin,
  SEALED,
} from '../build.ts';
import { type Open, refused, storeTest } from './contract.ts';

const JP = peer('jp');
const US = peer('us');
const EMPTY = emptyLog(JP.origin);

const relayed = (entries: Parameters<typeof page>[2]): VerifiedPage => ({
  ...page(JP, EMPTY, entries),
  via: US.node,
});

/** An entry of a page as it is once it is open. */
function opened(from: VerifiedPage, seq: number, parts: Partial<PageEntry> = {}): PageEntry {
  return { ...from.entries[seq]!, outcome: 'verified', jws: `jws ${seq}`, type: 'bulletin', ...parts };
}

/** What came through relays, and how much was taken. */
export function relayedContract(open: Open): void {
  const check = (name: string, run: (stores: Stores) => Promise<void>) =>
    storeTest(open, `relayed: ${name}`, async (stores) => {
      await stores.peers.enrol(JP, EMPTY.checkpoint, audit());
      await run(stores);
    });

  check('what a relay sealed is unconfirmed, what the origin sealed is not', async ({ peers }) => {
    await peers.storePage(page(JP, EMPTY, [SEALED, {}]));
    assert.deepEqual(await peers.unconfirmed(JP.origin, 9), { count: 0, ranges: [] });
  });

  check(
    'unconfirmed entries are named in ranges, of which the last covers what is left',
    async ({ peers }) => {
      await peers.storePage(relayed([SEALED, SEALED, {}, SEALED, {}, SEALED, {}]));
      const all = [
        [0, 2],
        [3, 4],
        [5, 6],
      ];
      assert.deepEqual(await peers.unconfirmed(JP.origin, 3), { count: 4, ranges: all });
      assert.deepEqual((await peers.unconfirmed(JP.origin, 2)).ranges, [
        [0, 2],
        [3, 6],
      ]);
      assert.deepEqual(await peers.unconfirmed(US.origin, 2), { count: 0, ranges: [] });
    },
  );

  check(
    'they are opened with their effects, refused, or confirmed as sealed, once',
    async ({ peers, log, bulletins }) => {
      const whole = relayed([SEALED, SEALED, SEALED, SEALED]);
      await peers.storePage(whole);
      const body = content(1, { issuer: JP.node });
      const bulletin = opened(whole, 0, { effect: bulletinEffect(JP, 0, body) });
      const reason = 'entry_signature: Not signed by its log.';
      const bad = opened(whole, 1, { outcome: 'refused', jws: undefined, type: undefined, reason });
      const entries = [bulletin, bad, whole.entries[2]!];
      assert.deepEqual(await peers.settle({ origin: JP.origin, entries, at: AT }), []);
      assert.deepEqual(await peers.unconfirmed(JP.origin, 9), { count: 1, ranges: [[3, 4]] });
      assert.deepEqual(await peers.entryCounts(JP.origin), { verified: 1, sealed: 2, refused: 1 });
      assert.equal((await log.entries(JP.origin, 0, 1))[0]?.jws, 'jws 0');
      assert.deepEqual((await bulletins.peerBulletin(body.id))?.content, body);
      // What is settled stays as it is, whoever says otherwise.
      const again = [opened(whole, 2), opened(whole, 0, { jws: 'another' })];
      await peers.settle({ origin: JP.origin, entries: again, at: AT });
      assert.deepEqual(await peers.entryCounts(JP.origin), { verified: 1, sealed: 2, refused: 1 });
      assert.equal((await log.entries(JP.origin, 0, 1))[0]?.jws, 'jws 0');
    },
  );

  check('a bulletin that is opened after its update is an updated one', async ({ peers, bulletins }) => {
    const first = content(1, { issuer: JP.node });
    const { reference } = peerBulletin(JP, 0, first);
    const update = content(2, { issuer: JP.node, type: 'update', references: [reference] });
    const whole = relayed([SEALED, { effect: bulletinEffect(JP, 1, update) }]);
    await peers.storePage(whole);
    const entries = [opened(whole, 0, { effect: bulletinEffect(JP, 0, first) })];
    await peers.settle({ origin: JP.origin, entries, at: AT });
    assert.equal((await bulletins.peerBulletin(bulletinId(1, JP.node)))?.state, 'updated');
  });

  check('a bulletin whose id is held is refused when it is opened', async ({ peers }) => {
    const body = content(1, { issuer: JP.node });
    const whole = relayed([{ effect: bulletinEffect(JP, 0, body) }, SEALED]);
    await peers.storePage(whole);
    const entries = [opened(whole, 1, { effect: bulletinEffect(JP, 1, body) })];
    const [refusal] = await peers.settle({ origin: JP.origin, entries, at: AT });
    assert.match(refusal?.reason ?? '', /^already_exists: /);
    assert.deepEqual(await peers.entryCounts(JP.origin), { verified: 1, sealed: 0, refused: 1 });
  });

  check('what was taken is counted by day and in all', async ({ peers }) => {
    const first = page(JP, EMPTY, [{ jws: 'abc' }, SEALED]);
    await peers.storePage(first);
    const day = Math.floor(AT / DAY_MS);
    const taken = { day, dayEntries: 2, dayBytes: 67, allEntries: 2, allBytes: 67 };
    assert.deepEqual(await peers.intake(JP.origin), taken);
    const { origin, range, checkpoint } = first;
    const next = page(JP, { origin, range, checkpoint }, [{ jws: 'a' }]);
    await peers.storePage({ ...next, at: AT + DAY_MS });
    const later = { day: day + 1, dayEntries: 1, dayBytes: 33, allEntries: 3, allBytes: 100 };
    assert.deepEqual(await peers.intake(JP.origin), later);
  });

  check('a peer that left is enrolled again as who it was, and nobody else is', async ({ peers }) => {
    await refused(peers.enrolAgain(JP, audit()), 'not_found');
    await peers.setPeerState(JP.node, 'left', audit());
    assert.equal((await peers.peer(JP.node))?.state, 'left');
    await refused(peers.enrolAgain({ ...JP, fingerprint: US.fingerprint }, audit()), 'not_found');
    const moved = { ...JP, url: undefined, routes: [US.node] };
    await peers.enrolAgain(moved, audit());
    assert.deepEqual(await peers.peer(JP.node), moved);
    await peers.setPeerAddress(JP.node, { url: 'https://jp', routes: [] }, audit());
    assert.deepEqual(await peers.peer(JP.node), { ...JP, url: 'https://jp', routes: [] });
    await refused(peers.setPeerAddress(US.node, { url: undefined, routes: [] }, audit()), 'not_found');
  });
}
