import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { PATHS } from '../../src/federation/protocol.ts';
import type { ForkEvidence } from '../../src/log/fork-evidence.ts';
import { runEws } from '../cli/run-ews.ts';
import { pathOf } from '../helpers/bulletins.ts';
import { signerOf, tokenFor } from '../helpers/by-hand.ts';
import { enrolHostile, pullNow, statusOf } from '../helpers/hostile-checks.ts';
import {
  bulletinEnvelope,
  bulletinId,
  envelopeOf,
  goodBulletin,
  type HostileLog,
  sign,
} from '../helpers/hostile-log.ts';
import { type HostilePeer, ndjson, type Pull, startHostilePeer } from '../helpers/hostile-peer.ts';
import { enrolAll, startNodes, type TestNode } from '../helpers/nodes.ts';
import { until } from '../helpers/until.ts';

interface Fork {
  readonly log: string;
  readonly node: string;
  readonly held: number;
  readonly source: string;
  readonly seq?: number;
  readonly branch: readonly { readonly seq: number; readonly bulletin?: { readonly id: string } }[];
}

interface Shown {
  readonly disputedOrigin: boolean;
  readonly state: string;
}

const FAST = { federation: { pollSeconds: 1, gossipSeconds: 1 } };

async function grow(log: HostileLog, size: number, story: string): Promise<HostileLog> {
  while (log.size < size)
    log.append(await goodBulletin(log, { headline: { en: `${story}, part ${log.size}` } }));
  return log;
}

async function forksAt(node: TestNode): Promise<Fork[]> {
  return (await node.as('viewer').get<{ items: Fork[] }>('/forks')).items;
}

async function untilForked(node: TestNode, log: HostileLog): Promise<Fork> {
  return until(`${node.id} finds that ${log.origin} was forked`, async () =>
    (await forksAt(node)).find((fork) => fork.log === log.origin && fork.seq !== undefined),
  );
}

/** Shows each reader a branch of its own. */
function faces(peer: HostilePeer, branches: Readonly<Record<string, HostileLog>>): void {
  peer.lie(async ({ from, reader }: Pull, response: ServerResponse) => {
    const branch = branches[reader] ?? peer.log;
    response.end(ndjson(await branch.page(Math.min(from, branch.size), reader)));
  });
}

async function held(node: TestNode, peer: HostilePeer, size: number): Promise<void> {
  await until(
    `${node.id} holds ${size} of ${peer.id}`,
    async () => (await statusOf(node, peer)).held === size,
  );
}

async function evidenceOf(node: TestNode, fork: Fork): Promise<ForkEvidence> {
  return node.as('viewer').get<ForkEvidence>(`/forks/${fork.node}/evidence`);
}

/** What the command says of a file of evidence. */
async function verify(t: TestContext, evidence: object, fingerprint?: string) {
  const directory = mkdtempSync(join(tmpdir(), 'ews-fork-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  const file = join(directory, 'evidence.json');
  writeFileSync(file, JSON.stringify(evidence));
  return runEws(['verify', file, ...(fingerprint === undefined ? [] : ['--fingerprint', fingerprint])]);
}

test('forks', async (t) => {
  const { kr, jp } = await startNodes(t, ['kr', 'jp'], { config: { ...FAST, log: { level: 'debug' } } });
  await enrolAll([kr, jp]);

  await t.test(
    'forks: two branches shown to two nodes are found at both once they have exchanged',
    async (t) => {
      const peer = await startHostilePeer(t);
      const common = await grow(peer.log, 3, 'Common');
      const [one, two] = [await grow(common.fork(3), 5, 'One'), await grow(common.fork(3), 7, 'Two')];
      for (const node of [kr, jp]) await enrolHostile(node, peer);
      for (const node of [kr, jp]) await held(node, peer, 3);
      const old = bulletinId(common.fork(1));
      faces(peer, { [kr.id]: one, [jp.id]: two });
      const found = await Promise.all([kr, jp].map((node) => untilForked(node, common)));

      for (const [at, node] of [kr, jp].entries()) {
        const evidence = await evidenceOf(node, found[at]!);
        const { code, stdout } = await verify(t, evidence, peer.fingerprint);
        assert.equal(code, 0, stdout);
        assert.match(stdout, /was forked/);
        assert.ok(node.log().some(({ event, log }) => event === 'forkFound' && log === common.origin));
        assert.equal((await forksAt(node)).filter(({ log }) => log === common.origin).length, 1);
      }

      const evidence = await evidenceOf(kr, found[0]!);
      assert.equal((await verify(t, evidence)).code, 2, 'nobody vouches for the keys');
      assert.equal((await verify(t, evidence, 'A'.repeat(43))).code, 1, 'another fingerprint');
      assert.equal((await verify(t, { ...evidence, larger: evidence.smaller }, peer.fingerprint)).code, 1);
      assert.equal((await verify(t, { ...evidence, path: [] }, peer.fingerprint)).code, 1);

      // What comes after it is shown, and is of disputed origin; what was there before stays as it was.
      const before = await kr.as('viewer').get<Shown>(pathOf(old));
      assert.deepEqual([before.state, before.disputedOrigin], ['issued', false]);
      const size = (await statusOf(kr, peer)).held;
      const later = bulletinId(one);
      const [target] = [{ id: old, log: one.origin, seq: 1 }];
      one.append(await goodBulletin(one, { headline: { en: 'After the fork' } }));
      const entry = (
        await kr
          .as('viewer')
          .get<{ items: { seq: number; digest: string }[] }>(
            `/log/entries?origin=${encodeURIComponent(one.origin)}`,
          )
      ).items[1];
      const cancelled = bulletinEnvelope(one, {
        type: 'cancel',
        references: [{ ...target, digest: entry?.digest }],
      });
      one.append(await sign(one, cancelled));
      await held(kr, peer, size + 2);
      const after = await kr.as('viewer').get<Shown>(pathOf(later));
      assert.deepEqual([after.state, after.disputedOrigin], ['issued', true]);
      assert.equal((await kr.as('viewer').get<Shown>(pathOf(old))).state, 'issued', 'nothing was taken back');
      const board = await kr.as('viewer').get<{
        disputed: { node: string; count: number }[];
        levels: { node: string; count: number }[];
      }>('/board');
      const counted = board.levels
        .filter(({ node }) => node === peer.id)
        .reduce((sum, { count }) => sum + count, 0);
      assert.deepEqual(
        board.disputed.filter(({ node }) => node === peer.id).map(({ count }) => count),
        [1],
      );
      assert.equal(counted, found[0]!.held);
      // Nothing of what it shows from here on is cosigned, on whichever branch.
      for (const log of [one, two])
        assert.equal((await post(kr, `old 0\n\n${log.checkpoint()}`)).status, 422);
      for (const node of [kr, jp]) await suspend(node, peer);
    },
  );

  await t.test('forks: entries of a branch that does not continue the log are shown apart', async (t) => {
    const peer = await startHostilePeer(t);
    const common = await grow(peer.log, 3, 'Common');
    const [one, two] = [await grow(common.fork(2), 4, 'One'), await grow(common.fork(2), 6, 'Two')];
    for (const node of [kr, jp]) await enrolHostile(node, peer);
    for (const node of [kr, jp]) await held(node, peer, 3);
    void one;
    // Both hold the third entry of the first branch; what comes is a history that has another one.
    faces(peer, { [kr.id]: two, [jp.id]: two });
    const fork = await until('the entries of the other branch are kept', async () => {
      await pullNow(kr, peer).catch(() => undefined);
      return kr.log().find(({ event, peer: who }) => event === 'branchKept' && who === peer.id);
    });
    assert.ok(Number(fork.entries) > 0);
    assert.equal((await statusOf(kr, peer)).held, 3);
    // A checkpoint of the other branch that is not larger than what is held proves it.
    const contradiction = two.checkpoint(3);
    assert.deepEqual(await tell(jp, kr, [contradiction]), [200]);
    const found = await untilForked(kr, common);
    assert.deepEqual(found.branch.map(({ seq }) => seq).sort(), [3, 4, 5]);
    assert.ok(found.branch.every(({ bulletin }) => bulletin !== undefined));
    await untilForked(jp, common);
    for (const node of [kr, jp]) await suspend(node, peer);
  });

  await t.test('forks: a contradiction within one page is evidence by itself', async (t) => {
    const peer = await startHostilePeer(t);
    const common = await grow(peer.log, 3, 'Common');
    const other = await grow(common.fork(1), 6, 'Other');
    // The checkpoint shown at enrolment is not that of the history that follows.
    peer.lie(async ({ from, reader }, response) => {
      response.end(ndjson(await other.page(from, reader, Math.min(from + 4, 6))));
    });
    await enrolHostile(kr, peer);
    const found = await untilForked(kr, common);
    const { code, stdout } = await verify(t, await evidenceOf(kr, found), peer.fingerprint);
    assert.equal(code, 0, stdout);
    await suspend(kr, peer);
  });

  await t.test('forks: an accusation without proof is refused, and changes nothing', async (t) => {
    const peer = await startHostilePeer(t);
    const { log } = peer;
    const victim = await startHostilePeer(t);
    await grow(victim.log, 3, 'True');
    await enrolHostile(kr, victim);
    await held(kr, victim, 3);
    const body = {
      v: 1,
      log: victim.log.origin,
      smaller: victim.log.checkpoint(2, Date.now()).split('\n').slice(0, 5).join('\n').concat('\n'),
      larger: victim.log.checkpoint(3).split('\n').slice(0, 5).join('\n').concat('\n'),
      path: [
        {
          size: 2,
          root: Buffer.from(victim.log.root(2)).toString('base64'),
          proof: await victim.log.consistency(2, 3),
        },
      ],
      document: victim.document,
    };
    log.append(await sign(log, envelopeOf(log, 'fork', body, { tlp: 'CLEAR' })));
    log.append(await sign(log, envelopeOf(log, 'fork', { v: 1, log: 'not a log' }, { tlp: 'CLEAR' })));
    await enrolHostile(kr, peer);
    await held(kr, peer, 2);
    assert.deepEqual((await statusOf(kr, peer)).counts, { verified: 0, sealed: 0, refused: 2 });
    assert.ok(!(await forksAt(kr)).some((fork) => fork.log === victim.log.origin));
    for (const each of [peer, victim]) await suspend(kr, each);
  });

  await t.test('forks: what a peer passes on is bounded, and believed for its signatures alone', async () => {
    assert.deepEqual(
      await tell(
        jp,
        kr,
        Array.from({ length: 129 }, () => 'x'),
      ),
      [400],
    );
    assert.deepEqual(await tell(jp, kr, ['x'.repeat(3_000)]), [400]);
    assert.deepEqual(await tell(jp, kr, ['nonsense', 'a/log/1\n1\nAAAA\n\n— x y\n']), [200]);
    const last = await until('it is counted', () =>
      kr
        .log()
        .findLast(
          ({ event, peer, refused }) => event === 'checkpointsJudged' && peer === jp.id && refused === 2,
        ),
    );
    assert.equal(last.agreed, 0);
  });

  await t.test('forks: evidence that a peer passes on is believed for its proof alone', async (t) => {
    const peer = await startHostilePeer(t);
    const one = await grow(peer.log, 3, 'One');
    const two = await grow(one.fork(1), 3, 'Two');
    await enrolHostile(kr, peer);
    await held(kr, peer, 3);
    const bySelf = (log: HostileLog) => log.checkpoint(3).split('\n').slice(0, 5).join('\n').concat('\n');
    const evidence = {
      v: 1,
      log: one.origin,
      smaller: bySelf(one),
      larger: bySelf(two),
      path: [],
      document: peer.document,
    };
    assert.deepEqual(
      await tell(
        jp,
        kr,
        [],
        Array.from({ length: 17 }, () => evidence),
      ),
      [400],
    );
    const proveNothing = [{ ...evidence, larger: evidence.smaller }, { ...evidence, larger: 'x' }, 7];
    assert.deepEqual(await tell(jp, kr, [], proveNothing), [200]);
    assert.deepEqual(await tell(jp, kr, [], [{ ...evidence, log: 'nobody.ews.example/log/1' }]), [200]);
    await until('they are counted', () =>
      kr.log().find(({ event, refused }) => event === 'checkpointsJudged' && refused === 3),
    );
    assert.ok(!(await forksAt(kr)).some(({ log }) => log === one.origin));
    assert.deepEqual(await tell(jp, kr, [], [evidence]), [200]);
    const found = await untilForked(kr, one);
    assert.equal(found.source, jp.id);
    const { code, stdout } = await verify(t, await evidenceOf(kr, found), peer.fingerprint);
    assert.equal(code, 0, stdout);
    await suspend(kr, peer);
  });

  await t.test('forks: a node finds that somebody else signs with its own key', async (t) => {
    const { size } = await kr.as('viewer').get<{ size: number }>('/log');
    const root = new Uint8Array(32).fill(7);
    const stolen = signerOf(kr).signCheckpoint({ origin: kr.origin, size, root });
    // What a thief shows to others comes back to the node itself.
    assert.deepEqual(await tell(jp, kr, [stolen]), [200]);
    const found = await until('kr knows', async () =>
      (await forksAt(kr)).find(({ log }) => log === kr.origin),
    );
    const { code, stdout } = await verify(t, await evidenceOf(kr, found), kr.fingerprint);
    assert.equal(code, 0, stdout);
    await until('jp learns it from the entry of kr', async () =>
      (await forksAt(jp)).some(({ log }) => log === kr.origin),
    );
  });
});

async function post(node: TestNode, body: string): Promise<{ status: number; text: string }> {
  const answer = await fetch(node.federationUrl + PATHS.addCheckpoint, { method: 'POST', body });
  return { status: answer.status, text: await answer.text() };
}

/** Passes checkpoints on as a peer does. */
async function tell(
  from: TestNode,
  to: TestNode,
  checkpoints: readonly string[],
  forks?: readonly unknown[],
): Promise<[number]> {
  const body = JSON.stringify({ checkpoints, forks });
  const made = { method: 'POST', path: PATHS.checkpoints, body } as const;
  const answer = await fetch(to.federationUrl + made.path, {
    method: 'POST',
    body,
    headers: {
      authorization: `Bearer ${await tokenFor(from, to, made)}`,
      'content-type': 'application/json',
    },
  });
  await answer.text();
  return [answer.status];
}

async function suspend(node: TestNode, { id }: HostilePeer): Promise<void> {
  await node.as('operator').send('PATCH', `/peers/${id}`, { state: 'suspended' });
}
