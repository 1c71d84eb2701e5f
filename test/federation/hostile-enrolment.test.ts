import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stateKeys } from '../../src/cli/init-keys.ts';
import { formatInstant } from '../../src/domain/time.ts';
import { generateKey, thumbprint } from '../../src/log/keys.ts';
import { signKeyStatement } from '../../src/log/signer.ts';
import { type Codes, enrolHostile, enrolmentCode, livesOn, requireCode } from '../helpers/hostile-checks.ts';
import { appendThree, documentOf, type HostileLog, hostileLog, sign } from '../helpers/hostile-log.ts';
import { type HostilePeer, startHostilePeer } from '../helpers/hostile-peer.ts';
import { startNodes, type TestNode } from '../helpers/nodes.ts';

interface Attack {
  readonly name: string;
  readonly codes: Codes;
  readonly spoil: (peer: HostilePeer) => unknown;
}

/** The point of order two: everybody can sign by it. */
const WEAK_KEY = {
  kty: 'OKP',
  crv: 'Ed25519',
  x: Buffer.from(`ec${'ff'.repeat(30)}7f`, 'hex').toString('base64url'),
} as const;

const ATTACKS: readonly Attack[] = [
  { name: 'garbage for a document', codes: 'node_document_invalid', spoil: document(() => 'garbage') },
  { name: 'HTML for a document', codes: 'node_document_invalid', spoil: document(() => '<html></html>') },
  { name: 'no document', codes: 'node_document_invalid', spoil: document(() => '') },
  {
    name: 'a document of 300 KiB',
    codes: ['page_too_large', 'node_document_invalid'],
    spoil: document(() => 'x'.repeat(300 * 1024)),
  },
  {
    name: 'a document that its log key did not sign',
    codes: 'node_document_invalid',
    spoil: document(async (log) => {
      const other = hostileLog(log.id);
      return documentOf(other, { statements: await stateKeys(log.id, log.keys, Date.now()) });
    }),
  },
  {
    name: 'a document with a byte of its signature flipped',
    codes: 'node_document_invalid',
    spoil: document(async (log) =>
      (await documentOf(log)).replace(/.(.{20})$/, (all, rest) => (all[0] === 'A' ? 'B' : 'A') + rest),
    ),
  },
  {
    name: 'an entry for a document',
    codes: 'node_document_invalid',
    spoil: document(async (log) => {
      const [, payload] = (await documentOf(log)).split('.');
      return sign(log, JSON.parse(Buffer.from(payload!, 'base64url').toString()));
    }),
  },
  {
    name: 'more key statements than are read',
    codes: 'node_document_invalid',
    spoil: document((log) => documentOf(log, { statements: Array(257).fill('a') })),
  },
  {
    name: 'fewer key statements than there are keys',
    codes: 'node_document_invalid',
    spoil: document(async (log) =>
      documentOf(log, { statements: (await stateKeys(log.id, log.keys, Date.now())).slice(0, 2) }),
    ),
  },
  {
    name: 'no statement of a cosigner',
    codes: 'key_statement_invalid',
    spoil: document(async (log) => {
      const [first, , last] = await stateKeys(log.id, log.keys, Date.now());
      return documentOf(log, { statements: [first, last, last] });
    }),
  },
  {
    name: 'key statements that are garbage',
    codes: 'key_statement_invalid',
    spoil: document((log) => documentOf(log, { statements: ['a', 'b.c', 'd.e.f'] })),
  },
  {
    name: 'key statements of another root',
    codes: 'fingerprint_mismatch',
    spoil: document(async (log) => {
      const keys = { ...log.keys, root: generateKey() };
      return documentOf(log, { statements: await stateKeys(log.id, keys, Date.now()) });
    }),
  },
  {
    name: 'key statements for another node',
    codes: 'key_statement_invalid',
    spoil: document(async (log) =>
      documentOf(log, { statements: await stateKeys('elsewhere.ews.example', log.keys, Date.now()) }),
    ),
  },
  {
    name: 'a key statement of a weak key',
    codes: 'key_weak',
    spoil: document(async (log) => {
      const statements = await stateKeys(log.id, log.keys, Date.now());
      const weak = await signKeyStatement(log.keys.root, {
        v: 1,
        use: 'request',
        node: log.id,
        key: WEAK_KEY,
        nextRoot: thumbprint(log.keys.nextRoot),
        issued: formatInstant(Date.now()),
        notBefore: '2020-01-01T00:00:00Z',
        notAfter: '2100-01-01T00:00:00Z',
      });
      return documentOf(log, { statements: [...statements, weak] });
    }),
  },
  {
    name: 'a log of another node',
    codes: ['key_unknown', 'node_document_invalid'],
    spoil: document((log) => documentOf(log, { log: 'elsewhere.ews.example/log/1' })),
  },
  {
    name: 'a protocol of another day',
    codes: 'version_mismatch',
    spoil: document((log) => documentOf(log, { protocols: ['2'] })),
  },
  {
    name: 'a checkpoint by another key',
    codes: 'note_signature',
    spoil: checkpoint((log) => hostileLog(log.id).checkpoint()),
  },
  {
    name: 'a checkpoint of another log',
    codes: 'checkpoint_malformed',
    spoil: checkpoint((log) => hostileLog('elsewhere.ews.example', log.keys).checkpoint()),
  },
  { name: 'garbage for a checkpoint', codes: 'note_malformed', spoil: checkpoint(() => 'garbage') },
  { name: 'HTML for a checkpoint', codes: 'note_malformed', spoil: checkpoint(() => '<html>\n\n</html>\n') },
  {
    name: 'a checkpoint that is too long',
    codes: ['note_malformed', 'page_too_large'],
    spoil: checkpoint((log) => log.checkpoint() + 'x'.repeat(70_000)),
  },
];

test('hostile enrolment', async (t) => {
  const { kr } = await startNodes(t, ['kr'], { config: { federation: { pollSeconds: 1 } } });

  for (const { name, codes, spoil } of ATTACKS) {
    await t.test(`hostile enrolment: ${name} is refused`, async (t) => {
      const peer = await startHostilePeer(t);
      await appendThree(peer.log);
      const truth = peer.document;
      await spoil(peer);
      requireCode(await enrolmentCode(kr, peer.url, peer.fingerprint), codes);
      assert.ok(!(await enrolled(kr)).includes(peer.id));
      Object.assign(peer, { document: truth, checkpoint: undefined });
      await enrolHostile(kr, peer);
      await livesOn(kr, peer);
    });
  }

  await t.test(
    'hostile enrolment: another fingerprint, the same node twice, and itself are refused',
    async (t) => {
      const peer = await startHostilePeer(t);
      assert.equal(await enrolmentCode(kr, peer.url, kr.fingerprint), 'fingerprint_mismatch');
      assert.equal(await enrolmentCode(kr, peer.url, 'A'.repeat(43)), 'fingerprint_mismatch');
      assert.equal(await enrolmentCode(kr, kr.federationUrl, kr.fingerprint), 'invalid_input');
      await enrolHostile(kr, peer);
      assert.equal(await enrolmentCode(kr, peer.url, peer.fingerprint), 'already_exists');
      await livesOn(kr, peer);
    },
  );

  await t.test('hostile enrolment: a second node cannot take the id of one that is enrolled', async (t) => {
    const [peer, other] = [await startHostilePeer(t), await startHostilePeer(t)];
    await enrolHostile(kr, peer);
    const thief = hostileLog(peer.id);
    other.document = await documentOf(thief);
    other.log = thief;
    const code = await enrolmentCode(kr, other.url, thief.fingerprint);
    requireCode(code, ['already_exists', 'peer_answer']);
    await livesOn(kr, peer);
  });

  await t.test(
    'hostile enrolment: a node that speaks newer versions too, and says more, is enrolled',
    async (t) => {
      const peer = await startHostilePeer(t);
      await appendThree(peer.log);
      const newer = { protocols: ['9', '1'], capabilities: ['pull', 'teleport'], colour: { of: 'tomorrow' } };
      peer.document = await documentOf(peer.log, newer);
      await enrolHostile(kr, peer);
      await livesOn(kr, peer);
    },
  );

  await t.test("hostile enrolment: the reader's own id under other keys is refused", async (t) => {
    const peer = await startHostilePeer(t);
    const thief = hostileLog(kr.id);
    peer.document = await documentOf(thief);
    assert.equal(await enrolmentCode(kr, peer.url, thief.fingerprint), 'invalid_input');
    await livesOn(kr);
  });
});

function document(make: (log: HostileLog) => string | Promise<string>): Attack['spoil'] {
  return async (peer) => {
    peer.document = await make(peer.log);
  };
}

function checkpoint(make: (log: HostileLog) => string): Attack['spoil'] {
  return (peer) => {
    peer.checkpoint = make(peer.log);
  };
}

async function enrolled(node: TestNode): Promise<string[]> {
  const { items } = await node.as('viewer').get<{ items: { peer: { node: string } }[] }>('/peers');
  return items.map(({ peer }) => peer.node);
}
