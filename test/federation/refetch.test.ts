import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Keyring, makeKeys, stateKeys } from '../../src/cli/init-keys.ts';
import { createIdentities } from '../../src/federation/peers/identity.ts';
import type { PeerClient } from '../../src/federation/peers/peer-client.ts';
import { createRefetch } from '../../src/federation/peers/refetch.ts';
import type { Peer } from '../../src/federation/port.ts';
import type { PullParts } from '../../src/federation/pull/pull.ts';
import { thumbprint } from '../../src/log/keys.ts';
import { documentOf, hostileLog } from '../helpers/hostile-log.ts';

const NODE = 'kr.ews.example';

/** A peer whose document a test changes, and a clock that it moves. */
async function setUp() {
  const keys = makeKeys();
  const statements = await stateKeys(NODE, keys, Date.now());
  const log = hostileLog(NODE, keys);
  let now = 1_000_000;
  let served = await documentOf(log, { statements });
  let fetches = 0;
  let peer: Peer = {
    node: NODE,
    country: 'KR',
    url: 'https://kr.example',
    routes: [],
    fingerprint: thumbprint(keys.root),
    origin: log.origin,
    document: served,
    state: 'active',
    enrolledAt: 0,
  };
  const events: string[] = [];
  const parts = {
    peers: {
      peer: async () => peer,
      peers: async () => [peer],
      setPeerDocument: async (_node: string, document: string) => {
        peer = { ...peer, document };
      },
    },
    identities: createIdentities(),
    outgoing: {
      fetchText: async () => {
        fetches += 1;
        return { status: 200, headers: {}, text: served };
      },
    },
    limits: { requestSeconds: 1 },
    wall: { now: () => now },
    events: {
      peerKeysChanged: () => events.push('changed'),
      peerKeysRefused: ({ code }: { code: string }) => events.push(code),
    },
  } as unknown as PullParts;
  // Only a later log is asked for by it.
  const client = {} as PeerClient;
  return {
    refetch: createRefetch(parts, client),
    keys,
    statements,
    events,
    serve: async (by: Keyring, changed: object, id = NODE) => {
      served = await documentOf(hostileLog(id, by), changed as never);
    },
    suspend: () => {
      peer = { ...peer, state: 'suspended' };
    },
    pass: (ms: number) => {
      now += ms;
    },
    get fetches() {
      return fetches;
    },
    get held() {
      return peer.document;
    },
    get served() {
      return served;
    },
  };
}

const later = async (keys: Keyring) =>
  (await stateKeys(NODE, { ...makeKeys(), ...roots(keys) }, Date.now())).slice(1, 3);
const roots = ({ root, nextRoot }: Keyring) => ({ root, nextRoot });

test('refetch: a document that goes on is kept, and says that there are other keys', async () => {
  const peer = await setUp();
  assert.equal(await peer.refetch.again(NODE), false);
  peer.pass(60_000);
  await peer.serve(peer.keys, { statements: [...peer.statements, ...(await later(peer.keys))] });
  assert.equal(await peer.refetch.again(NODE), true);
  assert.equal(peer.held, peer.served);
  assert.deepEqual([peer.events, peer.refetch.following(NODE)], [['changed'], { acceptedAt: 1_060_000 }]);
});

test('refetch: at most once a minute, however many ask and whatever comes of it', async () => {
  const peer = await setUp();
  await Promise.all(Array.from({ length: 50 }, () => peer.refetch.again(NODE)));
  for (let second = 0; second < 59; second += 1) {
    peer.pass(1_000);
    assert.equal(await peer.refetch.again(NODE), false);
  }
  assert.equal(peer.fetches, 1);
  peer.pass(1_000);
  await peer.refetch.again(NODE);
  assert.equal(peer.fetches, 2);
  // A clock that is set back must not keep it waiting until it has caught up.
  peer.pass(-86_400_000);
  await peer.refetch.again(NODE);
  assert.equal(peer.fetches, 3);
});

test('refetch: what was asked for too soon is done when its minute is over, and once', async () => {
  const peer = await setUp();
  await peer.refetch.again(NODE);
  peer.pass(1_000);
  await peer.refetch.again(NODE);
  await peer.refetch.due();
  assert.equal(peer.fetches, 1);
  peer.pass(59_000);
  await peer.refetch.due();
  peer.pass(60_000);
  await peer.refetch.due();
  assert.equal(peer.fetches, 2);
  // Nobody asked: it is looked at all the same, from time to time.
  peer.pass(240_000);
  await peer.refetch.due();
  assert.equal(peer.fetches, 3);
});

test('refetch: statements that are missing, changed or in another order are refused', async () => {
  const peer = await setUp();
  const [first = '', second = '', third = '', ...rest] = peer.statements;
  const others = await stateKeys(NODE, peer.keys, Date.now() + 1000);
  for (const statements of [[first, second, third], [first, third, second, ...rest], others]) {
    await peer.serve(peer.keys, { statements });
    peer.pass(60_000);
    assert.equal(await peer.refetch.again(NODE), false);
    assert.equal(peer.refetch.following(NODE).refused?.code, 'key_history');
  }
  assert.notEqual(peer.held, peer.served);
  assert.deepEqual(peer.events, ['key_history', 'key_history', 'key_history']);
});

test("refetch: another node's document, or one from another root, changes nothing", async () => {
  const peer = await setUp();
  const before = peer.held;
  const stranger = makeKeys();
  await peer.serve(stranger, { statements: await stateKeys(NODE, stranger, Date.now()) });
  assert.equal(await peer.refetch.again(NODE), false);
  // The same root may state keys of another node, too.
  peer.pass(60_000);
  const other = 'other.ews.example';
  await peer.serve(peer.keys, { statements: await stateKeys(other, peer.keys, Date.now()) }, other);
  assert.equal(await peer.refetch.again(NODE), false);
  assert.deepEqual(peer.events, ['fingerprint_mismatch', 'node_document_invalid']);
  assert.equal(peer.held, before);
});

test('refetch: nothing is asked of a suspended peer', async () => {
  const peer = await setUp();
  peer.suspend();
  assert.equal(await peer.refetch.again(NODE), false);
  assert.equal(peer.fetches, 0);
});
