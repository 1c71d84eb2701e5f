import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catchesUp, enrolHostile, holds, livesOn, refused, statusOf } from '../helpers/hostile-checks.ts';
import { appendThree, goodBulletin, type HostileLog } from '../helpers/hostile-log.ts';
import { type HostilePeer, lines, ndjson, startHostilePeer } from '../helpers/hostile-peer.ts';
import { startNodes, type TestNode } from '../helpers/nodes.ts';
import { until } from '../helpers/until.ts';

test('hostile histories', async (t) => {
  const { kr } = await startNodes(t, ['kr'], { config: { federation: { pollSeconds: 1 } } });

  await t.test('hostile history: an old page and its checkpoint are stale', async (t) => {
    const peer = await heldOfThree(t, kr);
    const { log } = peer;
    const old = log.fork(2);
    await refused(kr, peer, 'checkpoint_stale', () =>
      peer.lie(lines([{ checkpoint: old.checkpoint(), consistency: [] }])),
    );
    await refused(kr, peer, 'sequence_mismatch', async () => peer.lie(lines(await old.page(0, kr.id))));
    await holds(kr, peer, 3);
    log.append(await goodBulletin(log));
    assert.equal((await catchesUp(kr, peer)).counts.verified, 3);
    await livesOn(kr, peer);
  });

  await t.test(
    'hostile history: a checkpoint that is older than the one shown at enrolment is stale',
    async (t) => {
      const peer = await startHostilePeer(t);
      await appendThree(peer.log);
      peer.lie(async ({ reader }, response) => {
        response.end(ndjson(await peer.log.fork(2).page(0, reader)));
      });
      await refused(kr, peer, 'checkpoint_stale', () => enrolHostile(kr, peer));
      await holds(kr, peer, 0);
      await catchesUp(kr, peer);
      await livesOn(kr, peer);
    },
  );

  await t.test('hostile history: another root for the size that is held is a fork', async (t) => {
    const peer = await heldOfThree(t, kr);
    const other = await otherHistory(peer.log, 2, 3);
    await refused(kr, peer, 'checkpoint_fork', () =>
      peer.lie(lines([{ checkpoint: other.checkpoint(), consistency: [] }])),
    );
    await goesOnHonestly(kr, peer);
  });

  await t.test('hostile history: a larger one that is not the one held does not fit', async (t) => {
    const peer = await heldOfThree(t, kr);
    const other = await otherHistory(peer.log, 2, 5);
    await refused(kr, peer, ['root_mismatch', 'checkpoint_fork'], async () =>
      peer.lie(lines(await other.page(3, kr.id))),
    );
    await refused(kr, peer, ['root_mismatch', 'checkpoint_fork'], async () =>
      peer.lie(lines(await other.page(3, kr.id, 4))),
    );
    await goesOnHonestly(kr, peer);
  });

  await t.test(
    'hostile history: the true entries do not go with the checkpoint of another one',
    async (t) => {
      const peer = await heldOfThree(t, kr);
      const { log } = peer;
      const other = await otherHistory(log, 2, 5);
      const ahead = log.fork(3);
      ahead.append(await goodBulletin(ahead));
      ahead.append(await goodBulletin(ahead));
      const [fourth, fifth] = await ahead.page(3, kr.id);
      const end = { checkpoint: other.checkpoint(), consistency: [] };
      await refused(kr, peer, 'root_mismatch', () => {
        peer.lie(lines([fourth!, fifth!, end]));
        // Not before the lie: a pull in between would take them with their own checkpoint.
        log.append(ahead.entry(3), ahead.entry(4));
      });
      await holds(kr, peer, 3);
      await catchesUp(kr, peer);
      await livesOn(kr, peer);
    },
  );

  await t.test('hostile history: a proof of another history does not lead from the one held', async (t) => {
    const peer = await heldOfThree(t, kr);
    const { log } = peer;
    const other = await otherHistory(log, 2, 6);
    const fourth = await goodBulletin(log);
    const end = { checkpoint: other.checkpoint(), consistency: await other.consistency(4, 6) };
    await refused(kr, peer, 'root_mismatch', () => {
      peer.lie(lines([{ seq: 3, jws: fourth }, end]));
      log.append(fourth);
    });
    await holds(kr, peer, 3);
    await catchesUp(kr, peer);
    await livesOn(kr, peer);
  });

  for (const { name, size, step } of [
    { name: 'of the same size', size: 3, step: 3 },
    { name: 'that is larger', size: 5, step: 5 },
    { name: 'that is larger and comes in small pages', size: 5, step: 1 },
  ]) {
    await t.test(
      `hostile history: the checkpoint shown at enrolment contradicts a history ${name}`,
      async (t) => {
        const peer = await startHostilePeer(t);
        await appendThree(peer.log);
        const other = await otherHistory(peer.log, 1, size);
        peer.lie(async ({ from, reader }, response) => {
          response.end(ndjson(await other.page(from, reader, Math.min(from + step, size))));
        });
        await refused(kr, peer, 'checkpoint_fork', () => enrolHostile(kr, peer));
        assert.ok((await statusOf(kr, peer)).held < 3);
        await livesOn(kr, peer);
      },
    );
  }

  await t.test('hostile history: a log that starts anew is stale, and the one held stays', async (t) => {
    const peer = await heldOfThree(t, kr);
    const other = peer.log.fork(0);
    other.append(await goodBulletin(other));
    await refused(kr, peer, ['sequence_mismatch', 'checkpoint_stale'], async () =>
      peer.lie(lines(await other.page(0, kr.id))),
    );
    await goesOnHonestly(kr, peer);
  });

  await t.test('hostile history: a size beyond all entries is no reason to ask without end', async (t) => {
    const peer = await heldOfThree(t, kr);
    const { signer, origin, root } = peer.log;
    const checkpoint = signer.signCheckpoint({ origin, size: Number.MAX_SAFE_INTEGER, root: root() });
    await refused(kr, peer, ['root_mismatch', 'page_truncated'], () =>
      peer.lie(lines([{ checkpoint, consistency: [] }])),
    );
    await goesOnHonestly(kr, peer);
  });
});

type Context = Parameters<typeof startHostilePeer>[0];

/** A peer whose three entries the node holds. */
async function heldOfThree(t: Context, node: TestNode): Promise<HostilePeer> {
  const peer = await startHostilePeer(t);
  await appendThree(peer.log);
  await enrolHostile(node, peer);
  await until('three are held', async () => (await statusOf(node, peer)).held === 3);
  return peer;
}

/** Another history under the same keys that has the first `common` entries in common. */
async function otherHistory(log: HostileLog, common: number, size: number): Promise<HostileLog> {
  const other = log.fork(common);
  while (other.size < size) {
    other.append(await goodBulletin(other, { headline: { en: `Another story, part ${other.size}` } }));
  }
  return other;
}

/** Nothing of the other history is kept, and the one that is held goes on. */
async function goesOnHonestly(node: TestNode, peer: HostilePeer): Promise<void> {
  await holds(node, peer, 3);
  peer.log.append(await goodBulletin(peer.log));
  const { counts } = await catchesUp(node, peer);
  assert.deepEqual(counts, { verified: 3, sealed: 1, refused: 0 });
  await livesOn(node, peer);
}
