import assert from 'node:assert/strict';
import type { HeldCosignature, PendingCheckpoint } from '../../../src/federation/checkpoint-port.ts';
import { MAX_BRANCH_ENTRIES } from '../../../src/federation/checkpoint-port.ts';
import type { Stores } from '../../../src/store/stores.ts';
import {
  AT,
  audit,
  bulletinEffect,
  bulletinId,
  content,
  digestAt,
  emptyLog,
  heldAfter,
  logAppend,
  OWN_LOG,
  page,
  peer,
  token,
} from '../build.ts';
import { type Open, refused, storeTest } from './contract.ts';

const JP = peer('jp');

function witnessed(size: number, root = `root ${size}`) {
  return { origin: JP.origin, size, root, note: `note ${size}`, at: AT + size };
}

function cosignature(witness: string, at = AT): HeldCosignature {
  return { witness, keyId: 7, at, line: `— ${witness} ${at}\n` };
}

function pending(size: number, source = 'us.ews.example', root = `root ${size}`): PendingCheckpoint {
  return { origin: JP.origin, source, size, root, note: `note ${size}`, at: AT };
}

export function checkpointContract(open: Open): void {
  const check = (name: string, run: (stores: Stores) => Promise<void>) =>
    storeTest(open, `checkpoints: ${name}`, async (stores) => {
      await stores.log.createOwnLog(emptyLog());
      await stores.peers.enrol(JP, emptyLog(JP.origin).checkpoint, audit('peer.enrolled', JP.node));
      await run(stores);
    });

  const fork = { origin: JP.origin, evidence: '{}', source: 'us.ews.example', foundAt: AT };

  check(
    'what is cosigned last moves on from the size that is named, and only grows',
    async ({ checkpoints }) => {
      assert.equal(await checkpoints.witnessed(JP.origin), undefined);
      assert.equal(await checkpoints.advanceWitnessed(witnessed(3), 2), false);
      assert.equal(await checkpoints.advanceWitnessed(witnessed(3), 0), true);
      assert.equal(await checkpoints.advanceWitnessed(witnessed(4), 0), false);
      assert.equal(await checkpoints.advanceWitnessed(witnessed(4), 2), false);
      assert.deepEqual(await checkpoints.witnessed(JP.origin), witnessed(3));
      await refused(checkpoints.advanceWitnessed(witnessed(2), 3), 'forbidden');
      await refused(checkpoints.advanceWitnessed(witnessed(3, 'another'), 3), 'forbidden');
      assert.equal(await checkpoints.advanceWitnessed({ ...witnessed(3), at: AT + 99 }, 3), true);
      assert.equal(await checkpoints.advanceWitnessed(witnessed(9), 3), true);
      assert.deepEqual(await checkpoints.witnessed(JP.origin), witnessed(9));
    },
  );

  check('of requests at once from one size one alone moves it', async ({ checkpoints }) => {
    const moved = await Promise.all(
      [5, 6, 7, 8].map((size) => checkpoints.advanceWitnessed(witnessed(size), 0)),
    );
    assert.equal(moved.filter(Boolean).length, 1);
  });

  check(
    'cosignatures are kept with their checkpoint, the newest of each witness',
    async ({ checkpoints }) => {
      const at = { origin: OWN_LOG, size: 3, root: 'root', note: 'note' };
      assert.equal(await checkpoints.keepCosignatures(at, [cosignature('jp'), cosignature('us')], AT), 2);
      assert.equal(await checkpoints.keepCosignatures(at, [cosignature('jp')], AT), 0);
      assert.equal(await checkpoints.keepCosignatures(at, [cosignature('jp', AT - 1)], AT), 0);
      assert.equal(await checkpoints.keepCosignatures(at, [cosignature('jp', AT + 1)], AT), 1);
      const [kept, ...more] = await checkpoints.cosigned(OWN_LOG, 2);
      assert.deepEqual(kept, { ...at, cosignatures: [cosignature('jp', AT + 1), cosignature('us')] });
      assert.deepEqual(more, []);
      assert.deepEqual(await checkpoints.cosigned(OWN_LOG, 3), []);
    },
  );

  check('a checkpoint is forgotten once a larger one has all of its witnesses', async ({ checkpoints }) => {
    const sizes = async () => (await checkpoints.cosigned(OWN_LOG, 0)).map(({ size }) => size);
    const keep = (size: number, ...names: string[]) =>
      checkpoints.keepCosignatures(
        { origin: OWN_LOG, size, root: `${size}`, note: `${size}` },
        names.map((name) => cosignature(name)),
        AT,
      );
    await keep(3, 'jp', 'us');
    await keep(5, 'jp');
    assert.deepEqual(await sizes(), [5, 3]);
    await keep(7, 'jp');
    assert.deepEqual(await sizes(), [7, 3]);
    await keep(7, 'us');
    assert.deepEqual(await sizes(), [7]);
    await keep(6, 'us');
    assert.deepEqual(await sizes(), [7], 'one that comes late says nothing new');
    for (let size = 10; size < 300; size += 1) await keep(size, `witness-${size}`);
    assert.equal((await sizes()).length, 256);
  });

  check(
    'a token that brought a cosignature counts once, and nothing is kept by a second use',
    async ({ checkpoints }) => {
      const at = { origin: OWN_LOG, size: 3, root: 'root', note: 'note' };
      await checkpoints.keepCosignatures(at, [cosignature('jp')], AT, token('t1'));
      await refused(checkpoints.keepCosignatures(at, [cosignature('us')], AT, token('t1')), 'token_replayed');
      assert.equal((await checkpoints.cosigned(OWN_LOG, 0))[0]?.cosignatures.length, 1);
      await checkpoints.useToken(token('t2'), AT);
      await refused(checkpoints.useToken(token('t2'), AT), 'token_replayed');
    },
  );

  check('of each source the smallest and the largest wait', async ({ checkpoints }) => {
    const sizes = async () =>
      (await checkpoints.pending(JP.origin)).map(({ source, size }) => `${source.slice(0, 2)} ${size}`);
    assert.equal(await checkpoints.keepPending(pending(9)), true);
    assert.equal(await checkpoints.keepPending(pending(5)), true);
    assert.equal(await checkpoints.keepPending(pending(7)), false);
    assert.equal(await checkpoints.keepPending(pending(12)), true);
    assert.equal(await checkpoints.keepPending(pending(7, 'kr.ews.example')), true);
    assert.deepEqual(await sizes(), ['us 5', 'kr 7', 'us 12']);
    await checkpoints.dropPending(pending(5));
    assert.deepEqual(await sizes(), ['kr 7', 'us 12']);
    assert.equal(await checkpoints.keepPending(pending(12, 'us.ews.example', 'another')), true);
    assert.deepEqual(await sizes(), ['kr 7', 'us 12', 'us 12']);
  });

  check(
    'a fork is kept once for each log, with what was held, and published once',
    async ({ checkpoints, log, peers }) => {
      await peers.storePage(page(JP, emptyLog(JP.origin), [{}, {}, {}]));
      assert.equal(await checkpoints.keepFork(fork), true);
      assert.equal(await checkpoints.keepFork({ ...fork, evidence: '{"other":1}' }), false);
      const kept = { ...fork, held: 3, seq: undefined };
      assert.deepEqual(await checkpoints.fork(JP.origin), kept);
      const own = await log.ownLog();
      const append = logAppend(own!, 'fork');
      await checkpoints.publishFork(JP.origin, append);
      assert.deepEqual(await checkpoints.forks(), [{ ...kept, seq: 0 }]);
      const again = logAppend({ ...own!, range: append.range }, 'fork');
      await refused(checkpoints.publishFork(JP.origin, again), 'wrong_state');
      assert.equal((await log.ownLog())?.range.size, 1, 'nothing is appended a second time');
    },
  );

  check(
    'what came before a fork stays, and what comes after is disputed and takes nothing back',
    async (stores) => {
      const { bulletins, checkpoints, peers } = stores;
      const [old, late] = [content(1, { issuer: JP.node }), content(2, { issuer: JP.node })];
      const first = page(JP, emptyLog(JP.origin), [{ effect: bulletinEffect(JP, 0, old) }]);
      await peers.storePage(first);
      await checkpoints.keepFork(fork);
      const reference = { ...bulletinEffect(JP, 0, old).bulletin.reference };
      const cancel = content(3, { issuer: JP.node, type: 'cancel', references: [reference] });
      await peers.storePage(
        page(JP, heldAfter(first), [
          { effect: bulletinEffect(JP, 1, late) },
          { effect: bulletinEffect(JP, 2, cancel) },
        ]),
      );
      const shown = async (number: number) => bulletins.peerBulletin(bulletinId(number, JP.node));
      assert.deepEqual([(await shown(1))?.state, (await shown(1))?.disputedOrigin], ['issued', undefined]);
      assert.deepEqual([(await shown(2))?.state, (await shown(2))?.disputedOrigin], ['issued', true]);
      assert.deepEqual(await bulletins.disputed(AT), [{ node: JP.node, count: 1 }]);
      assert.deepEqual(
        (await bulletins.standing(AT)).map(({ count }) => count),
        [1],
      );
      assert.equal((await bulletins.peerBulletins({ limit: 9, offset: 0 })).length, 3);
      const inForce = await bulletins.bulletinsInForce({ now: AT, limit: 9 });
      assert.deepEqual(
        inForce.map(({ content: { id }, disputedOrigin }) => [id, disputedOrigin]),
        [
          [old.id, undefined],
          [late.id, true],
        ],
      );
    },
  );

  check(
    'an entry of a peer marks a log as forked, in the transaction of its page',
    async ({ checkpoints, peers }) => {
      const us = peer('us');
      await peers.enrol(us, emptyLog(us.origin).checkpoint, audit());
      await peers.storePage(page(us, emptyLog(us.origin), [{ effect: { kind: 'fork', fork } }]));
      assert.deepEqual(await checkpoints.fork(JP.origin), { ...fork, held: 0, seq: undefined });
    },
  );

  check('entries of another branch are kept up to a bound, each once', async ({ checkpoints }) => {
    const entries = Array.from({ length: MAX_BRANCH_ENTRIES + 5 }, (_, seq) => {
      return { seq, digest: digestAt('branch', seq), jws: `jws ${seq}` };
    });
    assert.equal(await checkpoints.keepBranch(JP.origin, entries.slice(0, 3), AT), 3);
    assert.equal(await checkpoints.keepBranch(JP.origin, entries.slice(0, 4), AT + 1), 1);
    assert.deepEqual(
      (await checkpoints.branch(JP.origin, 2)).map(({ seq }) => seq),
      [3, 2],
    );
    assert.equal(await checkpoints.keepBranch(JP.origin, entries, AT), MAX_BRANCH_ENTRIES - 4);
    assert.equal(await checkpoints.keepBranch(JP.origin, entries, AT), 0);
  });
}
