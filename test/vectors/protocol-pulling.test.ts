import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { toBase64url } from '../../src/domain/bytes.ts';
import type { FederationParts } from '../../src/federation/context.ts';
import type { Identity } from '../../src/federation/peers/identity.ts';
import { verifyNodeDocument } from '../../src/federation/peers/identity.ts';
import type { PeerClient } from '../../src/federation/peers/peer-client.ts';
import type { Peer } from '../../src/federation/port.ts';
import { Cursor, Hint, RequestClaims } from '../../src/federation/protocol.ts';
import { type PullParts, pullPage } from '../../src/federation/pull/pull.ts';
import { openSealed } from '../../src/federation/relay/missing.ts';
import { createReceive } from '../../src/federation/serve/receive.ts';
import { createShown } from '../../src/federation/serve/shown.ts';
import { JWS_TYPE, signJws } from '../../src/log/jws.ts';
import { KeyStatement } from '../../src/log/key-statement.ts';
import { publicPart } from '../../src/log/keys.ts';
import { emptyRange } from '../../src/log/merkle.ts';
import type { OwnLog } from '../../src/log/own-log.ts';
import { openStoresInline } from '../../src/store/open-stores.ts';
import type { Stores } from '../../src/store/stores.ts';
import { refusal } from '../log/keys.ts';
import {
  bulletinBody,
  bulletinEnvelope,
  checkpointOf,
  content,
  fingerprint,
  growLog,
  hint,
  JP,
  JP_LOG,
  jpCursor,
  jpSigner,
  KR,
  KR_LOG,
  krSigner,
  makeLog,
  NOW,
  nodeDocument,
  privateKey,
  pullClaims,
  statements,
} from './protocol-federation.ts';

// What docs/protocol.md demands of what is kept, with a real store.
const log = await makeLog();
const identity = await verifyNodeDocument(await krSigner.signNodeDocument(await nodeDocument()), fingerprint);
const audit = {
  at: NOW,
  actor: { name: 'op', role: 'operator' },
  action: 'peer.enrolled',
  subject: 'x',
} as const;
const jpLog = { origin: JP_LOG } as unknown as OwnLog;
const events = new Proxy({}, { get: () => () => undefined });

function peer(node: string, origin: string): Peer {
  const where = {
    country: node.slice(0, 2).toUpperCase(),
    url: `https://${node}:8443`,
    routes: [],
    fingerprint,
  };
  return { node, origin, ...where, document: 'a document', state: 'active', enrolledAt: NOW };
}

let stores: Stores;
beforeEach(async () => {
  stores = await openStoresInline(':memory:');
});
afterEach(() => stores.close());

describe('protocol: keeping a page', () => {
  const kr = peer(KR, KR_LOG);
  beforeEach(() => stores.peers.enrol(kr, checkpointOf(emptyRange), audit));

  /** Pulls as jp.ews.example from a peer that answers with these lines. */
  async function pull(lines: readonly object[]) {
    const parts = {
      node: JP,
      peers: stores.peers,
      logs: stores.log,
      shown: createShown({ log: jpLog, logs: stores.log }),
      checkpoints: stores.checkpoints,
      sightings: { accepted: async () => undefined, refused: async () => undefined },
      signer: jpSigner,
      identities: { of: async () => identity },
      limits: { requestSeconds: 1 },
      quotas: { entriesPerDay: 99, bytesPerDay: 1e9, entriesInAll: 99, bytesInAll: 1e9 },
      wall: { now: () => NOW },
      events,
    } as unknown as PullParts;
    const body = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    const client = {
      clock: () => undefined,
      call: async () => ({
        status: 200,
        headers: {},
        body: (async function* () {
          yield Buffer.from(body);
        })(),
      }),
    } as unknown as PeerClient;
    return pullPage(parts, client, kr, { waitSeconds: 0, limit: 1000 });
  }

  const sizeHeld = async () => (await stores.log.log(KR_LOG))?.range.size;

  it('an entry that breaks a rule does not stop those after it', async () => {
    const alone = bulletinBody({ ...content, id: `${KR}/2021-10-11/00000001` }, 0);
    const bad = await signJws(JWS_TYPE.entry, bulletinEnvelope(1, alone), privateKey('kr log'));
    const third = bulletinBody({ ...content, id: `${KR}/2021-10-11/00000002` }, 1);
    const good = await krSigner.signEntry(bulletinEnvelope(2, third));
    const entries = [log.entries[0] ?? '', bad, good];
    const range = growLog([], entries).ranges[3] ?? emptyRange;
    await pull([
      ...entries.map((jws, seq) => ({ seq, jws })),
      { checkpoint: checkpointOf(range), consistency: [] },
    ]);
    assert.equal(await sizeHeld(), 3);
    assert.deepEqual(await stores.peers.entryCounts(KR_LOG), { verified: 2, sealed: 0, refused: 1 });
    const [refused] = await stores.peers.refusedEntries(KR_LOG, 10);
    assert.deepEqual([refused?.seq, refused?.reason.split(':')[0]], [1, 'four_eyes']);
    assert.ok(await stores.bulletins.peerBulletin(third.content.id));
  });

  it('a page is kept whole with the size that is held, or not at all', async () => {
    const range = log.ranges[3] ?? emptyRange;
    const [first, second, last] = [
      { seq: 0, jws: log.entries[0] },
      { seq: 1, sealed: toBase64url(log.digests[1] ?? new Uint8Array()) },
      { seq: 2, jws: log.entries[2] },
    ];
    const end = { checkpoint: checkpointOf(range), consistency: [] };
    await assert.rejects(pull([first, second, { seq: 2, jws: 'changed' }, end]), refusal('root_mismatch'));
    await assert.rejects(pull([first, second, last]), refusal('page_truncated'));
    assert.equal(await sizeHeld(), 0);
    assert.equal(await stores.bulletins.peerBulletin(content.id), undefined);
    await pull([first, second, last, end]);
    assert.equal(await sizeHeld(), 3);
    assert.equal((await stores.bulletins.peerBulletin(content.id))?.state, 'updated');
  });

  it('a second bulletin with an id that is held is refused and replaces nothing', async () => {
    const again = { ...content, contact: 'Somebody else' };
    const jws = await krSigner.signEntry(bulletinEnvelope(1, bulletinBody(again, 1)));
    const entries = [log.entries[0] ?? '', jws];
    const range = growLog([], entries).ranges[2] ?? emptyRange;
    await pull([
      ...entries.map((each, seq) => ({ seq, jws: each })),
      { checkpoint: checkpointOf(range), consistency: [] },
    ]);
    assert.deepEqual(await stores.peers.entryCounts(KR_LOG), { verified: 1, sealed: 0, refused: 1 });
    assert.equal((await stores.bulletins.peerBulletin(content.id))?.content.contact, content.contact);
  });
});

describe('protocol: using a token', () => {
  beforeEach(() => stores.peers.enrol(peer(JP, JP_LOG), checkpointOf(emptyRange, JP_LOG), audit));

  function receiver() {
    const key = publicPart(privateKey('jp request'));
    const times = { notBefore: '2021-10-01T00:00:00Z', notAfter: '2023-10-01T00:00:00Z' };
    const keys = { statements: [{ use: 'request', key, ...times }], revocations: [] };
    return createReceive(
      {
        node: KR,
        wall: { now: () => NOW },
        peers: stores.peers,
        identities: { of: async () => ({ keys }) as unknown as Identity },
        log: { origin: KR_LOG, head: () => ({ size: 3 }) },
        shown: { head: async () => ({ size: 3 }) },
        logs: { nodes: async () => [] },
        events,
      } as unknown as FederationParts,
      () => undefined,
    );
  }

  it('a token that brought a cursor or a hint brings no second one', async () => {
    const cursor = await jpSigner.signCursor(jpCursor(emptyRange));
    const announced = await jpSigner.signHint({ ...hint, node: JP, log: JP_LOG });
    const receive = receiver();
    await receive.cursor(KR_LOG, cursor, pullClaims);
    await assert.rejects(receive.cursor(KR_LOG, cursor, pullClaims), refusal('token_replayed'));
    await assert.rejects(receive.hint(announced, pullClaims), refusal('token_replayed'));
    await receive.hint(announced, { ...pullClaims, jti: toBase64url(new Uint8Array(16)) });
  });

  it('the cursor of the largest size is kept', async () => {
    const receipt = async (size: number, jti: number) => {
      const { root } = jpCursor(log.ranges[size] ?? emptyRange);
      const token = { issuer: JP, id: String(jti), expiresAt: NOW + 1000 };
      const kept = { peer: JP, origin: KR_LOG, size, root, missing: [], jws: `jws ${jti}`, at: NOW };
      await stores.peers.storeReceipt(kept, token);
    };
    for (const [index, size] of [1, 3, 2, 3].entries()) await receipt(size, index);
    assert.deepEqual(
      (await stores.peers.receipts(KR_LOG)).map(({ size, jws }) => [size, jws]),
      [[3, 'jws 3']],
    );
  });
});

describe('protocol: unknown members', () => {
  it('are ignored in key statements, cursors, hints and tokens', () => {
    for (const [schema, document] of [
      [KeyStatement, statements[0]],
      [Cursor, jpCursor(emptyRange)],
      [Hint, hint],
      [RequestClaims, pullClaims],
    ] as const) {
      assert.ok(schema.safeParse({ ...document, later: 1 }).success);
      assert.ok(!schema.safeParse({}).success);
    }
  });
});

describe('protocol: what a relay sealed', () => {
  const kr = peer(KR, KR_LOG);
  const us = peer('us.ews.example', 'us.ews.example/log/1');
  const range = log.ranges[3] ?? emptyRange;
  const end = { checkpoint: checkpointOf(range), consistency: [] };
  const whole = (seq: number) => ({ seq, jws: log.entries[seq] });
  const sealed = (seq: number) => ({ seq, sealed: toBase64url(log.digests[seq] ?? new Uint8Array()) });
  let cursors: Cursor[] = [];
  beforeEach(async () => {
    cursors = [];
    await stores.peers.enrol(kr, checkpointOf(emptyRange), audit);
  });

  /** Japan, whom a peer answers with these lines. */
  function japan(lines: readonly object[]) {
    const parts = {
      node: JP,
      peers: stores.peers,
      logs: stores.log,
      shown: createShown({ log: jpLog, logs: stores.log }),
      signer: jpSigner,
      identities: { of: async () => identity },
      limits: { requestSeconds: 1 },
      quotas: { entriesPerDay: 99, bytesPerDay: 1e9, entriesInAll: 99, bytesInAll: 1e9 },
      wall: { now: () => NOW },
      events,
      sightings: { accepted: async () => undefined, refused: async () => undefined },
    } as unknown as PullParts;
    const call: PeerClient['call'] = async (_peer, { headers = {} }) => {
      const [, payload = ''] = (headers['ews-cursor'] ?? '').split('.');
      cursors.push(Cursor.parse(JSON.parse(Buffer.from(payload, 'base64url').toString())));
      const body = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
      return { status: 200, headers: {}, body: Readable.from([Buffer.from(body)]) };
    };
    return { parts, client: { clock: () => undefined, call } };
  }

  async function pullVia(lines: readonly object[]) {
    const { parts, client } = japan(lines);
    return pullPage(parts, client, kr, { waitSeconds: 0, limit: 1000, via: us });
  }

  async function ask(lines: readonly object[], via?: Peer) {
    const { parts, client } = japan(lines);
    return openSealed(parts, client, kr, { via });
  }

  const counts = () => stores.peers.entryCounts(KR_LOG);
  const unconfirmed = async () => (await stores.peers.unconfirmed(KR_LOG, 9)).ranges;

  it('is named in the cursor until the origin has opened it, or sealed it itself', async () => {
    await pullVia([sealed(0), sealed(1), whole(2), end]);
    assert.deepEqual(await counts(), { verified: 1, sealed: 2, refused: 0 });
    assert.equal(await ask([whole(0), sealed(1), end]), 1);
    assert.deepEqual(cursors.map(({ size, missing }) => [size, missing]).at(-1), [3, [[0, 2]]]);
    assert.deepEqual(await counts(), { verified: 2, sealed: 1, refused: 0 });
    assert.ok(await stores.bulletins.peerBulletin(content.id));
    await pullVia([{ checkpoint: checkpointOf(range), consistency: [] }]);
    assert.deepEqual(cursors.at(-1)?.missing, []);
  });

  it('is settled by no other relay but by opening it', async () => {
    await pullVia([sealed(0), sealed(1), whole(2), end]);
    assert.equal(await ask([sealed(0), sealed(1), end], us), 0);
    assert.deepEqual(await unconfirmed(), [[0, 2]]);
    assert.equal(await ask([whole(0), sealed(1), end], us), 1);
    assert.deepEqual(await unconfirmed(), [[1, 2]]);
  });

  it('is taken only with the digest that is held', async () => {
    await pullVia([sealed(0), sealed(1), whole(2), end]);
    await assert.rejects(ask([whole(2), sealed(1), end]), refusal('sequence_mismatch'));
    await assert.rejects(ask([{ seq: 0, jws: log.entries[2] }, end]), refusal('root_mismatch'));
    await assert.rejects(ask([whole(0), sealed(1)]), refusal('page_truncated'));
    await assert.rejects(ask([end]), refusal('page_truncated'));
    assert.deepEqual(await unconfirmed(), [[0, 2]]);
  });

  it('what a relay shows of it that is addressed to others is no fault of the origin', async () => {
    await pullVia([whole(0), whole(1), whole(2), end]);
    assert.deepEqual(await counts(), { verified: 2, sealed: 1, refused: 0 });
    assert.equal((await stores.log.entries(KR_LOG, 1, 1))[0]?.jws, undefined);
  });
});
