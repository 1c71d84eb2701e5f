import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importJWK, SignJWT } from 'jose';
import { stateKeys } from '../../src/cli/init-keys.ts';
import { formatInstant } from '../../src/domain/time.ts';
import { requestClaims } from '../../src/federation/peers/token.ts';
import type { KeyStatement, Statement } from '../../src/log/key-statement.ts';
import {
  EncryptionKey,
  generateEncryptionKey,
  generateKey,
  type PrivateKey,
  publicPart,
  thumbprint,
} from '../../src/log/keys.ts';
import { sealingTo } from '../../src/log/sealed-body.ts';
import { sealer } from '../../src/log/sealer.ts';
import { signKeyStatement } from '../../src/log/signer.ts';
import { enrolHostile } from '../helpers/hostile-checks.ts';
import {
  bulletinEnvelope,
  documentOf,
  goodBulletin,
  type HostileLog,
  hostileLog,
  sign,
} from '../helpers/hostile-log.ts';
import { type HostilePeer, startHostilePeer } from '../helpers/hostile-peer.ts';
import { startNodes, type TestNode } from '../helpers/nodes.ts';
import { until } from '../helpers/until.ts';

interface Status {
  readonly peer: { readonly node: string };
  readonly held: number;
  readonly counts: object;
  readonly keys: { readonly refused?: { readonly code: string } };
}

test('hostile keys', async (t) => {
  const { kr } = await startNodes(t, ['kr']);
  const statusOf = async (peer: HostilePeer) => {
    const { items } = await kr.as('operator').get<{ items: Status[] }>('/peers');
    return items.find(({ peer: { node } }) => node === peer.id) as Status;
  };
  const untilHeld = (peer: HostilePeer, size: number) =>
    until(`${size} entries are held`, async () => {
      const status = await statusOf(peer);
      return status.held >= size && status;
    });
  const reasons = async (peer: HostilePeer) => {
    const { items } = await kr
      .as('operator')
      .get<{ items: { seq: number; code: string }[] }>(`/peers/${peer.id}/refused`);
    return items.map(({ seq, code }) => [seq, code]);
  };

  await t.test('keys that change with every request have us fetch the document once a minute', async () => {
    const peer = await startHostilePeer(t);
    await enrolHostile(kr, peer);
    const before = peer.documents;
    for (let request = 0; request < 25; request += 1) {
      assert.equal(await hintBy(kr, peer, generateKey()), 'key_unknown');
    }
    assert.ok(peer.documents - before <= 1, `${peer.documents - before} more`);
    assert.equal(await hintBy(kr, peer, peer.log.keys.request), undefined);
  });

  await t.test(
    'a document that leaves out a statement is refused and shown; what was known still holds',
    async () => {
      const peer = await startHostilePeer(t);
      await enrolHostile(kr, peer);
      const statements = await stateKeys(peer.id, peer.log.keys, Date.now() - 1000);
      peer.document = await documentOf(peer.log, { statements });
      assert.equal(await hintBy(kr, peer, generateKey()), 'key_unknown');
      assert.equal((await statusOf(peer)).keys.refused?.code, 'key_history');
      assert.equal(await hintBy(kr, peer, peer.log.keys.request), undefined);
    },
  );

  await t.test(
    'what a revoked log key signed beyond its last trusted size is refused, the rest stays',
    async () => {
      const peer = await startHostilePeer(t);
      const { keys } = peer.log;
      const later = generateKey();
      const statements = [
        ...(await stateKeys(peer.id, keys, Date.now())),
        await say(peer.log, { use: 'log', key: publicPart(later), log: peer.log.origin, fromSeq: 2 }),
        await say(peer.log, { use: 'revocation', revoked: thumbprint(keys.log), lastSize: 1 }),
      ];
      const log = hostileLog(peer.id, { ...keys, log: later });
      for (const key of [keys.log, keys.log, later, keys.log]) {
        log.append(await sign(log, bulletinEnvelope(log), { key }));
      }
      Object.assign(peer, { log, document: await documentOf(log, { statements }) });
      await enrolHostile(kr, peer);
      const { counts } = await untilHeld(peer, 4);
      assert.deepEqual(counts, { verified: 2, sealed: 0, refused: 2 });
      assert.deepEqual((await reasons(peer)).sort(), [
        [1, 'key_revoked'],
        [3, 'entry_signature'],
      ]);
    },
  );

  await t.test('a log key that nobody stated signs no checkpoint', async () => {
    const peer = await startHostilePeer(t);
    await enrolHostile(kr, peer);
    const stolen = hostileLog(peer.id, { ...peer.log.keys, log: generateKey() });
    stolen.append(await goodBulletin(stolen));
    peer.log = stolen;
    const since = kr.log().length;
    assert.equal(await hintBy(kr, peer, stolen.keys.request), undefined);
    await until('the page is refused', () =>
      kr
        .log()
        .slice(since)
        .some(({ event, code }) => event === 'pageRefused' && code === 'note_signature'),
    );
    assert.equal((await statusOf(peer)).held, 0);
  });

  await t.test('what is encrypted to other keys, moved, or tampered with is refused or sealed', async () => {
    const peer = await startHostilePeer(t);
    const { log } = peer;
    const ours = await encryptionKeyOf(kr);
    const other = EncryptionKey.parse(publicPart(generateEncryptionKey()));
    const sealed = async (audience: string[], recipients: EncryptionKey[], seq = log.size) => {
      const envelope = { ...bulletinEnvelope(log, { tlp: 'AMBER', audience }), seq };
      return { ...(await sealingTo(sealer, recipients)(envelope as never)), seq: log.size };
    };
    const good = await sealed([kr.id], [ours, other]);
    log.append(await sign(log, good));
    // 1: to others; 2: to us, encrypted to others; 3: the first one's ciphertext, moved; 4: tampered with.
    log.append(await sign(log, await sealed(['jp.ews.example'], [other, other])));
    log.append(await sign(log, await sealed([kr.id], [other, other])));
    log.append(await sign(log, { ...(await sealed([kr.id], [ours, other])), jwe: good.jwe }));
    const spoilt = await sealed([kr.id], [ours, other]);
    const ciphertext = `${spoilt.jwe?.ciphertext.startsWith('A') ? 'B' : 'A'}${spoilt.jwe?.ciphertext.slice(1)}`;
    log.append(await sign(log, { ...spoilt, jwe: { ...spoilt.jwe, ciphertext } }));
    // 5: what is inside is judged as what is in plain.
    const unreleased = bulletinEnvelope(log, { tlp: 'AMBER', audience: [kr.id] }, 0);
    log.append(await sign(log, await sealingTo(sealer, [ours, other])(unreleased as never)));
    await enrolHostile(kr, peer);
    const { counts } = await untilHeld(peer, 6);
    assert.deepEqual(counts, { verified: 1, sealed: 1, refused: 4 });
    assert.deepEqual((await reasons(peer)).sort(), [
      [2, 'entry_unopened'],
      [3, 'entry_invalid'],
      [4, 'entry_unopened'],
      [5, 'four_eyes'],
    ]);
  });
});

/** A root's statement besides those that a log begins with. */
function say({ id, keys }: HostileLog, said: object): Promise<string> {
  const common = { v: 1, node: id, nextRoot: thumbprint(keys.nextRoot), issued: formatInstant(Date.now()) };
  return signKeyStatement(keys.root, { ...common, ...said } as Statement);
}

/** The code by which a hint is refused whose token is signed by this key; undefined: it is taken. */
async function hintBy(node: TestNode, peer: HostilePeer, key: PrivateKey): Promise<string | undefined> {
  const path = '/federation/v1/hints';
  const { log } = peer;
  const body = await log.signer.signHint({ v: 1, node: peer.id, log: log.origin, size: log.size });
  const id = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64url');
  const claims = requestClaims({
    from: peer.id,
    to: node.id,
    method: 'POST',
    path,
    body,
    id,
    now: Date.now(),
  });
  const token = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT', kid: thumbprint(key) })
    .sign(await importJWK(key, 'EdDSA'));
  const answer = await fetch(node.federationUrl + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/jose' },
    body,
  });
  return answer.ok ? undefined : ((await answer.json()) as { code: string }).code;
}

/** As a peer would learn it: from the node's own document. */
async function encryptionKeyOf(node: TestNode): Promise<EncryptionKey> {
  const jws = await (await fetch(`${node.federationUrl}/.well-known/ews-node`)).text();
  const read = (part: string) => JSON.parse(Buffer.from(part.split('.')[1] ?? '', 'base64url').toString());
  const statements = (read(jws) as { statements: string[] }).statements.map(
    (each) => read(each) as KeyStatement,
  );
  return EncryptionKey.parse(statements.find(({ use }) => use === 'encryption')?.key);
}
