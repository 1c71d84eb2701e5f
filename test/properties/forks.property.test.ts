import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { makeKeys } from '../../src/cli/init-keys.ts';
import { checkpointNoteKey, verifyNodeDocument } from '../../src/federation/peers/identity.ts';
import type { PeerClient } from '../../src/federation/peers/peer-client.ts';
import { createGossip } from '../../src/federation/witness/gossip.ts';
import { judgeCheckpoint, judgePending } from '../../src/federation/witness/known-checkpoints.ts';
import { parseForkEvidence, verifyForkEvidence } from '../../src/log/fork-evidence.ts';
import { documentOf, type HostileLog, hostileLog } from '../helpers/hostile-log.ts';
import { type InlineNode, inlineNode } from '../helpers/inline-parts.ts';

const KEYS = makeKeys();
const ID = 'two-faced.ews.example';

/** A log of that many entries; those from `common` on are of the branch alone. */
function branch(name: string, common: number, size: number): HostileLog {
  const log = hostileLog(ID, KEYS);
  for (let seq = 0; seq < size; seq += 1)
    log.append(seq < common ? `entry ${seq}` : `entry ${seq} of ${name}`);
  return log;
}

const sizes = fc.integer({ min: 0, max: 40 }).chain((common) =>
  fc.record({
    common: fc.constant(common),
    one: fc.integer({ min: common + 1, max: common + 40 }),
    two: fc.integer({ min: common + 1, max: common + 40 }),
  }),
);

async function withNodes(run: (a: InlineNode, b: InlineNode) => Promise<void>): Promise<void> {
  const [a, b] = [await inlineNode('a.ews.example'), await inlineNode('b.ews.example')];
  try {
    await run(a, b);
  } finally {
    await Promise.all([a.close(), b.close()]);
  }
}

/** Both pass on the newest checkpoint that they hold. */
async function exchange(a: InlineNode, b: InlineNode, origin: string): Promise<void> {
  const [ofA, ofB] = await Promise.all(
    [a, b].map(async ({ stores }) => (await stores.log.log(origin))!.checkpoint),
  );
  await judgeCheckpoint(b.parts, ofA!, a.parts.node);
  await judgeCheckpoint(a.parts, ofB!, b.parts.node);
}

async function verified(node: InlineNode, log: HostileLog): Promise<boolean> {
  const fork = await node.stores.checkpoints.fork(log.origin);
  if (fork === undefined) return false;
  const identity = await verifyNodeDocument(await documentOf(log), log.fingerprint);
  const keysFor = (size: number) => [checkpointNoteKey(identity, log.origin, size)];
  const { smaller, larger } = verifyForkEvidence(parseForkEvidence(JSON.parse(fork.evidence)), keysFor);
  return smaller.size <= larger.size;
}

test('forks: of two nodes on different branches the one that holds more finds it by one exchange', async () => {
  await fc.assert(
    fc.asyncProperty(sizes, async ({ common, one, two }) => {
      const [first, second] = [branch('one', common, one), branch('two', common, two)];
      await withNodes(async (a, b) => {
        for (const [node, log] of [
          [a, first],
          [b, second],
        ] as const) {
          await node.enrol(log, 0);
          await node.hold(log, log.size);
        }
        await exchange(a, b, first.origin);
        const larger = one >= two ? a : b;
        assert.ok(await verified(larger, first));
        assert.equal((await larger.stores.log.ownLog())?.range.size, 1, 'published once');
        await exchange(a, b, first.origin);
        assert.equal((await larger.stores.log.ownLog())?.range.size, 1);
      });
    }),
    { numRuns: 20 },
  );
});

test('forks: the one that holds less finds it as soon as it has passed the size that was passed on', async () => {
  await fc.assert(
    fc.asyncProperty(sizes, fc.integer({ min: 1, max: 20 }), async ({ common, one, two }, more) => {
      const [short, long] = [Math.min(one, two), Math.max(one, two)];
      const first = branch('one', common, long + more);
      const second = branch('two', common, long);
      await withNodes(async (a) => {
        await a.enrol(first, 0);
        await a.hold(first, short);
        const judged = await judgeCheckpoint(a.parts, second.checkpoint(long), 'b.ews.example');
        assert.equal(judged, short === long ? 'forked' : 'pending');
        await a.hold(first, long + more);
        const identity = await verifyNodeDocument(await documentOf(first), first.fingerprint);
        assert.equal(await judgePending(a.parts, first.origin, identity), true);
        assert.ok(await verified(a, first));
      });
    }),
    { numRuns: 20 },
  );
});

test('forks: checkpoints of one history are never evidence, in whichever order they come', async () => {
  const order = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(order, order, async (shown, held) => {
      const log = branch('one', 61, 60);
      await withNodes(async (a) => {
        await a.enrol(log, 0);
        const identity = await verifyNodeDocument(await documentOf(log), log.fingerprint);
        let reached = 0;
        for (const [at, size] of shown.entries()) {
          const judged = await judgeCheckpoint(a.parts, log.checkpoint(size), 'b.ews.example');
          assert.equal(judged, size <= reached ? 'agreed' : 'pending');
          const next = Math.max(reached, held[at] ?? reached);
          if (next > reached) await a.hold(log, next);
          reached = next;
          assert.equal(await judgePending(a.parts, log.origin, identity), false);
        }
        assert.deepEqual(await a.stores.checkpoints.forks(), []);
        const waiting = await a.stores.checkpoints.pending(log.origin);
        assert.ok(waiting.length <= 2 && waiting.every(({ size }) => size > reached));
      });
    }),
    { numRuns: 20 },
  );
});

test('forks: one that cannot be published goes with the checkpoints, to a node that could not find it', async () => {
  const claims = (iss: string, aud: string) => ({
    iss,
    aud,
    iat: 1_633_910_400,
    exp: 1_633_910_430,
    jti: randomBytes(16).toString('base64url'),
    htm: 'POST' as const,
    path: '/federation/v1/checkpoints',
    digest: 'A'.repeat(43),
  });
  await fc.assert(
    fc.asyncProperty(sizes, async ({ common, one, two }) => {
      const [first, second] = [branch('one', common, one + 40), branch('two', common, two)];
      await withNodes(async (a, b) => {
        await a.enrol(first, 0);
        await a.hold(first, first.size);
        await b.enrol(second, 0);
        await b.hold(second, second.size);
        const [ofA, ofB] = [a, b].map(({ parts }) => createGossip(parts, {} as PeerClient));
        // What a node does whose log has to wait for its operator.
        a.parts.log.refuse('epoch_superseded', 'This log waits for its operator.');
        await ofA!.receive(await ofB!.receive('{"checkpoints":[]}', claims('a', 'b')), claims('b', 'a'));
        assert.ok(await verified(a, first));
        assert.equal((await a.stores.log.ownLog())?.range.size, 0, 'it cannot be published');
        assert.equal(await verified(b, first), false);
        const told = await ofA!.receive('{"checkpoints":[]}', claims('b', 'a'));
        await ofB!.receive(told, claims('a', 'b'));
        assert.ok(await verified(b, first));
        assert.equal((await b.stores.log.ownLog())?.range.size, 1, 'published by the one that can');
        assert.doesNotMatch(await ofB!.receive('{"checkpoints":[]}', claims('a', 'b')), /"forks"/);
      });
    }),
    { numRuns: 20 },
  );
});
