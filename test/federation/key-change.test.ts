import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { nodePaths } from '../../src/config/paths.ts';
import { peekJws } from '../../src/log/jws.ts';
import { parseNote } from '../../src/log/note.ts';
import { parseProof } from '../../src/log/proof.ts';
import { runEws } from '../cli/run-ews.ts';
import { arrival, issue, pathOf, seqOf } from '../helpers/bulletins.ts';
import { COMPILED, enrol, enrolAll, startNodes, type TestNode } from '../helpers/nodes.ts';
import { statusOf, untilHeld } from '../helpers/peers.ts';
import { until } from '../helpers/until.ts';

interface Key {
  readonly use: string;
  readonly kid: string;
  readonly state: string;
  readonly fromSeq?: number;
  readonly toSeq?: number;
  readonly lastSize?: number;
  readonly held: boolean;
}

/** Peers fetch a document at most once a minute. */
const FOLLOWED_SECONDS = 150;

test('key change: while three nodes run', { timeout: 900_000 }, async (t) => {
  const { kr, jp, us } = await startNodes(t, ['kr', 'jp', 'us']);
  const folder = mkdtempSync(join(tmpdir(), 'ews-keys-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  await enrolAll([kr, jp, us]);
  const { rootKey, nextRootKey } = nodePaths(kr.directory);
  const laterRoot = join(folder, 'later-root.json');
  const old = await issue(kr);
  for (const peer of [jp, us]) await arrival(peer, old);
  const oldProof = await kr.download(`${pathOf(old.content.id)}/proof`);
  const before = await keysOf(kr);

  await t.test('every key is renewed by the root, and the node signs by them at once', async () => {
    for (const use of ['request', 'cosigner', 'encryption', 'log']) {
      const made = await keys(kr, 'renew', use, '--root', rootKey);
      assert.equal(made.use, use);
    }
    const shown = await until('the node has taken them up', async () => {
      const now = await keysOf(kr);
      return now.length === before.length + 4 && now;
    });
    assert.ok(shown.every(({ held }) => held));
    assert.deepEqual(
      shown.filter(({ use }) => use === 'log').map(({ state, fromSeq, toSeq }) => [state, fromSeq, toSeq]),
      [
        ['succeeded', 0, seqOf(old) + 1],
        ['valid', seqOf(old) + 2, undefined],
      ],
    );
  });

  await t.test('peers follow by themselves', async () => {
    const bulletin = await issue(kr);
    assert.equal(seqOf(bulletin), seqOf(old) + 2);
    const [, newLogKey] = (await keysOf(kr)).filter(({ use }) => use === 'log');
    for (const peer of [jp, us]) {
      await until(
        `${peer.id} has it`,
        () => peer.as('viewer').find(pathOf(bulletin.content.id)),
        FOLLOWED_SECONDS,
      );
      const { counts } = await statusOf(peer, kr);
      assert.deepEqual(counts, { verified: 3, sealed: 0, refused: 0 });
      assert.ok(peer.log().some(({ event, peer: whose }) => event === 'peerKeysChanged' && whose === kr.id));
    }
    const { extra, checkpoint } = parseProof(await kr.download(`${pathOf(bulletin.content.id)}/proof`));
    assert.equal(peekJws(Buffer.from(extra ?? '').toString())?.kid, newLogKey?.kid);
    // Its witnesses may have signed as well.
    const own = parseNote(checkpoint).signatures.filter(({ name }) => name.startsWith(kr.id));
    assert.equal(own.length, 2);
    // And what they say of it comes back, by the node's new request key.
    const reply = await issue(jp);
    await until(
      'kr has what jp says',
      () => kr.as('viewer').find(pathOf(reply.content.id)),
      FOLLOWED_SECONDS,
    );
    await until(
      'the link works again in both directions',
      async () => {
        const { items } = await jp
          .as('viewer')
          .get<{ items: { peer: string; inbound: Link; outbound: Link }[] }>('/links');
        const link = items.find(({ peer }) => peer === kr.id);
        // For a while it is said that it failed often.
        return [link?.inbound.state, link?.outbound.state].every(
          (state) => state === 'up' || state === 'degraded',
        );
      },
      FOLLOWED_SECONDS,
    );
  });

  await t.test('the root changes to the one that it committed to; the old one signs no more', async () => {
    const { fingerprint } = await keys(kr, 'root', '--root', nextRootKey, '--next', laterRoot);
    const refusedOnes = [
      ['renew', 'request', '--root', rootKey],
      ['root', '--root', rootKey, '--next', join(folder, 'other.json')],
      ['root', '--root', laterRoot, '--next', laterRoot],
    ];
    for (const args of refusedOnes) {
      const { code, stderr } = await ews(kr, args);
      assert.equal(code, 1);
      assert.match(stderr, /fingerprint_mismatch|already_exists/);
    }
    await keys(kr, 'renew', 'request', '--root', nextRootKey);
    await until('the node has taken it up', async () => {
      const { fingerprint: shown } = await kr.as('viewer').get<{ fingerprint: string }>('/node');
      return shown === fingerprint;
    });
    const bulletin = await issue(kr);
    for (const peer of [jp, us]) {
      await until(
        `${peer.id} has it`,
        () => peer.as('viewer').find(pathOf(bulletin.content.id)),
        FOLLOWED_SECONDS,
      );
    }
  });

  await t.test('the log key in use is revoked: its successor signs, old entries stay', async () => {
    const inUse = (await keysOf(kr)).findLast(({ use }) => use === 'log') as Key;
    const { size } = await kr.as('viewer').get<{ size: number }>('/log');
    const revoked = await keys(kr, 'revoke', inUse.kid, '--root', nextRootKey);
    assert.deepEqual([revoked.use, revoked.lastSize], ['log', size]);
    const bulletin = await issue(kr);
    assert.equal(seqOf(bulletin), size + 1);
    for (const peer of [jp, us]) {
      await until(
        `${peer.id} has it`,
        () => peer.as('viewer').find(pathOf(bulletin.content.id)),
        FOLLOWED_SECONDS,
      );
      const { counts } = await untilHeld(peer, kr, size + 2);
      assert.deepEqual(counts, { verified: size + 2, sealed: 0, refused: 0 });
    }
    const shown = (await keysOf(kr)).find(({ kid }) => kid === inUse.kid);
    assert.deepEqual([shown?.state, shown?.lastSize], ['revoked', size]);
  });

  await t.test('old proofs verify for ever, from the old fingerprint and the new one', async () => {
    const document = join(folder, 'kr.jws');
    writeFileSync(document, await (await fetch(`${kr.federationUrl}/.well-known/ews-node`)).text());
    const file = join(folder, 'old.tlog-proof');
    writeFileSync(file, oldProof);
    const { fingerprint } = await kr.as('viewer').get<{ fingerprint: string }>('/node');
    assert.notEqual(fingerprint, kr.fingerprint);
    for (const anchor of [kr.fingerprint, fingerprint]) {
      const { code, stdout } = await runEws(
        ['verify', file, '--fingerprint', anchor, '--document', document, '--json'],
        { environment: COMPILED },
      );
      assert.equal(code, 0, stdout);
      assert.equal(JSON.parse(stdout).outcome, 'proven');
    }
  });

  await t.test('a node that starts again has what it had, and can be enrolled by its new root', async () => {
    const shown = await keysOf(kr);
    await kr.stop();
    const { code, stdout } = await ews(kr, ['renew', 'cosigner', '--root', nextRootKey, '--json']);
    assert.equal(code, 0, stdout);
    await kr.start();
    assert.equal((await keysOf(kr)).length, shown.length + 1);
    const { items } = JSON.parse((await ews(kr, ['list', '--json'])).stdout) as { items: Key[] };
    assert.deepEqual(
      items.map(({ kid }) => kid),
      (await keysOf(kr)).map(({ kid }) => kid),
    );
  });
});

test('key change: a node is enrolled by the fingerprint of its new root', async (t) => {
  const { kr, jp } = await startNodes(t, ['kr', 'jp']);
  const folder = mkdtempSync(join(tmpdir(), 'ews-keys-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const { nextRootKey } = nodePaths(kr.directory);
  const { fingerprint } = await keys(kr, 'root', '--root', nextRootKey, '--next', join(folder, 'next.json'));
  await until('it has taken it up', async () => {
    const shown = await kr.as('viewer').get<{ fingerprint: string }>('/node');
    return shown.fingerprint === fingerprint;
  });
  await enrol(jp, { ...kr, fingerprint });
  await enrol(kr, jp);
  await arrival(jp, await issue(kr));
});

interface Link {
  readonly state: string;
}

function ews(node: TestNode, args: readonly string[]) {
  const [name = '', ...rest] = args;
  return runEws(['keys', name, ...rest], { environment: { ...COMPILED, EWS_DIR: node.directory } });
}

/** Runs `ews keys …` on a node's folder. */
async function keys(
  node: TestNode,
  ...args: string[]
): Promise<{ use: string; lastSize?: number; fingerprint: string }> {
  const { code, stdout, stderr } = await ews(node, [...args, '--json']);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

async function keysOf(node: TestNode): Promise<Key[]> {
  return (await node.as('viewer').get<{ keys: Key[] }>('/node')).keys;
}
