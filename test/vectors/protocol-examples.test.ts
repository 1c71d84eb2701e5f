import assert from 'node:assert/strict';
import {
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  type KeyObject,
  verify,
} from 'node:crypto';
import { describe, it } from 'node:test';
import { contentDigest } from '../../src/domain/canonical.ts';
import { hasCode } from '../../src/domain/errors.ts';
import type { Jwe } from '../../src/domain/jwe.ts';
import { verifyNodeDocument } from '../../src/federation/peers/identity.ts';
import { provePage } from '../../src/federation/pull/page.ts';
import { openReport } from '../../src/links/report.ts';
import { readEnvelope } from '../../src/log/entry.ts';
import { verifyKeyStatements } from '../../src/log/key-chain.ts';
import { logKeyAt } from '../../src/log/key-statement.ts';
import { type PublicKey, publicPart, thumbprint } from '../../src/log/keys.ts';
import { emptyRange } from '../../src/log/merkle.ts';
import { parseVkey } from '../../src/log/note.ts';
import { parseProof, verifyProof } from '../../src/log/proof.ts';
import { openingWith } from '../../src/log/sealed-body.ts';
import { sealer } from '../../src/log/sealer.ts';
import { readProtocol, readVectors } from './protocol-document.ts';
import { makeExamples } from './protocol-examples.ts';
import { checkpointOf, JP, KR, KR_LOG, NOW, privateKey } from './protocol-federation.ts';
import { encryptionKey } from './sealed-examples.ts';

const written = readVectors(readProtocol());
const made = await makeExamples();

function vector(name: string): string {
  const text = written.get(name);
  assert.ok(text !== undefined, `docs/protocol.md has no example ${name}`);
  return text;
}

describe('protocol examples', () => {
  it('are all in the document, and no others', () => {
    assert.deepEqual([...written.keys()].sort(), [...made.keys()].sort());
  });

  for (const [name, text] of made) {
    it(`are what the code makes: ${name}`, () => assert.equal(vector(name), text));
  }
});

describe('protocol examples, read by the code', () => {
  it('lead from the fingerprint to the node document', async () => {
    const { document } = await verifyNodeDocument(vector('node-document'), row('thumbprints', 'kr root'));
    assert.equal(JSON.stringify(document), vector('node-document-payload'));
  });

  it('have the digest of their content', () => {
    assert.equal(contentDigest(JSON.parse(vector('bulletin-content'))), vector('bulletin-digest'));
  });

  it('prove the page', async () => {
    const identity = await verifyNodeDocument(vector('node-document'), row('thumbprints', 'kr root'));
    const held = { origin: KR_LOG, range: emptyRange, checkpoint: checkpointOf(emptyRange) };
    const page = await provePage(linesOf(vector('page')), held, identity, 2);
    assert.equal(page.range.size, 2);
    assert.equal(page.claim.size, 3);
    assert.equal(page.checkpoint, `${vector('cosigned-checkpoint')}\n`);
  });

  it('lead from either root to the keys that hold after both changes', async () => {
    const { statements } = JSON.parse(vector('node-document-payload')) as { statements: string[] };
    const list = [...statements, vector('root-change'), vector('log-successor'), vector('revocation')];
    for (const root of ['kr root', 'kr next root']) {
      const keys = await verifyKeyStatements(list, KR, row('thumbprints', root));
      assert.equal(keys.root, row('thumbprints', 'kr next root'));
      assert.equal(thumbprint(logKeyAt(keys, KR_LOG, 2)), row('thumbprints', 'kr log'));
      const successor = JSON.parse(vector('log-successor-payload')) as { key: PublicKey };
      assert.deepEqual(logKeyAt(keys, KR_LOG, 3), successor.key);
    }
    // Without the successor nobody could sign, and in another order the new root vouches for other statements.
    const refusals = [
      list.filter((each) => each !== vector('log-successor')),
      [...list.slice(0, 2), vector('root-change'), ...list.slice(2, 3), ...list.slice(4)],
    ];
    for (const refused of refusals) {
      await assert.rejects(verifyKeyStatements(refused, KR, row('thumbprints', 'kr root')));
    }
  });

  it('have an encrypted body that the audience reads, and nobody else', async () => {
    const envelope = readEnvelope(vector('sealed-entry-jws'));
    assert.equal(JSON.stringify(envelope.jwe), vector('sealed-jwe'));
    for (const name of ['jp encryption', 'kr encryption'] as const) {
      const key = encryptionKey(name);
      const { body } = await openingWith(sealer, (kid) => (kid === thumbprint(key) ? key : undefined))(
        envelope,
      );
      assert.equal(JSON.stringify(body), vector('sealed-plaintext'));
    }
    const other = encryptionKey('epk for jp');
    await assert.rejects(sealer.open(envelope.jwe as Jwe, other, envelope), (error) =>
      hasCode(error, 'entry_unopened'),
    );
  });

  it('are link reports, the second one in answer to the first', async () => {
    const jp = publicPart(privateKey('jp request'));
    const report = await openReport(vector('link-report-jws'), jp, {
      node: JP,
      about: KR,
      reply: undefined,
      now: NOW,
    });
    const kr = publicPart(privateKey('kr request'));
    const due = { node: KR, about: JP, reply: report.id, now: NOW };
    const answer = await openReport(vector('link-answer-jws'), kr, due);
    assert.equal(JSON.stringify(answer), vector('link-answer-payload'));
  });

  it('prove the bulletin offline', () => {
    const proof = parseProof(`${vector('tlog-proof')}\n`);
    assert.equal(Buffer.from(proof.extra ?? []).toString('utf8'), vector('entry-jws'));
    const digest = sha256(vector('entry-jws'));
    const { checkpoint } = verifyProof({ proof, digest, logKeys: [parseVkey(vector('log-vkey'))] });
    assert.equal(checkpoint.size, 3);
  });
});

/**
 * From here on nothing of this project is used: what another team would write, with Node's own cryptography.
 */
describe('protocol examples, checked without the code', () => {
  it('have public keys that follow from the seeds', () => {
    for (const [name, seed] of rows('seeds')) {
      const spki = createPublicKey({
        key: Buffer.from(`302e020100300506032b657004220420${seed}`, 'hex'),
        format: 'der',
        type: 'pkcs8',
      } as never).export({ format: 'der', type: 'spki' });
      assert.equal(spki.subarray(-32).toString('base64url'), row('public-keys', name), name);
    }
  });

  it('have RFC 7638 thumbprints', () => {
    for (const [name, x] of rows('public-keys')) {
      const digest = sha256(`{"crv":"Ed25519","kty":"OKP","x":"${x}"}`);
      assert.equal(digest.toString('base64url'), row('thumbprints', name), name);
    }
  });

  for (const [name, key, type] of [
    ['key-statement', 'kr root', 'ews-key+jws'],
    ['node-document', 'kr log', 'ews-node+jws'],
    ['entry-jws', 'kr log', 'ews-entry+jws'],
    ['acknowledgement-jws', 'jp log', 'ews-entry+jws'],
    ['sealed-entry-jws', 'kr log', 'ews-entry+jws'],
    ['root-change', 'kr next root', 'ews-key+jws'],
    ['log-successor', 'kr next root', 'ews-key+jws'],
    ['revocation', 'kr next root', 'ews-key+jws'],
    ['cursor-jws', 'jp request', 'ews-cursor+jws'],
    ['hint-jws', 'kr request', 'ews-hint+jws'],
    ['link-report-jws', 'jp request', 'ews-link-report+jws'],
    ['link-answer-jws', 'kr request', 'ews-link-report+jws'],
  ] as const) {
    it(`have a signature that holds: ${name}`, () => {
      const { header } = openJws(vector(name), key);
      assert.equal(header.alg, 'Ed25519');
      assert.equal(header.typ, type);
      assert.equal(header.kid, row('thumbprints', key));
    });
  }

  for (const [name, key, claims] of [
    ['pull-token', 'jp request', 'pull-claims'],
    ['hint-token', 'kr request', 'hint-claims'],
  ] as const) {
    it(`have a signature that holds: ${name}`, () => {
      const { header, payload } = openJws(vector(name), key);
      assert.deepEqual(header, { alg: 'EdDSA', typ: 'JWT', kid: row('thumbprints', key) });
      assert.equal(payload, vector(claims));
    });
  }

  it('have payloads that are the bytes shown', () => {
    assert.equal(openJws(vector('key-statement'), 'kr root').payload, vector('key-statement-payload'));
    assert.equal(openJws(vector('node-document'), 'kr log').payload, vector('node-document-payload'));
    assert.equal(openJws(vector('entry-jws'), 'kr log').payload, vector('entry-payload'));
    assert.equal(openJws(vector('acknowledgement-jws'), 'jp log').payload, vector('acknowledgement-payload'));
    for (const name of ['root-change', 'log-successor', 'revocation'])
      assert.equal(openJws(vector(name), 'kr next root').payload, vector(`${name}-payload`));
    assert.equal(openJws(vector('cursor-jws'), 'jp request').payload, vector('cursor-payload'));
    assert.equal(openJws(vector('hint-jws'), 'kr request').payload, vector('hint-payload'));
    assert.equal(openJws(vector('link-report-jws'), 'jp request').payload, vector('link-report-payload'));
    assert.equal(openJws(vector('link-answer-jws'), 'kr request').payload, vector('link-answer-payload'));
  });

  it('have canonical JSON with members in order and without spaces, and its digest', () => {
    // Sorting members is all that RFC 8785 asks of a content without fractions and control characters.
    assert.equal(sortedJson(JSON.parse(vector('bulletin-content'))), vector('bulletin-canonical'));
    assert.equal(sha256(vector('bulletin-canonical')).toString('base64url'), vector('bulletin-digest'));
    const { body } = JSON.parse(vector('entry-payload'));
    assert.deepEqual(
      [body.digest, body.submission.digest, body.approvals[0].digest],
      Array(3).fill(vector('bulletin-digest')),
    );
  });

  it('have the digest and leaf of the entry', () => {
    const digest = sha256(vector('entry-jws'));
    assert.equal(digest.toString('hex'), vector('entry-digest'));
    assert.equal(digest.toString('base64url'), vector('entry-digest-base64url'));
    assert.equal(sha256(Buffer.of(0), digest).toString('hex'), vector('entry-leaf'));
  });

  it('have the leaves and roots of RFC 6962', () => {
    const digests = vector('log-digests').split('\n').map(hex);
    const leaves = digests.map((digest) => sha256(Buffer.of(0), digest));
    assert.equal(leaves.map((leaf) => leaf.toString('hex')).join('\n'), vector('log-leaves'));
    const [a, b, c] = leaves as [Buffer, Buffer, Buffer];
    const two = node(a, b);
    const roots = [sha256(''), a, two, node(two, c)];
    assert.equal(
      roots.map((root, size) => `${size} ${root.toString('hex')}`).join('\n'),
      vector('log-roots'),
    );
    assert.equal(vector('tile'), leaves.map((leaf) => leaf.toString('hex')).join(''));
    assert.equal(vector('bundle'), digests.map((digest) => `0020${digest.toString('hex')}`).join(''));
  });

  it('have the name of the log in paths', () => {
    assert.equal(sha256('kr.ews.example/log/1').toString('hex'), vector('log-path'));
    assert.ok(JSON.parse(vector('pull-claims')).path.includes(`/${vector('log-path')}/`));
  });

  it('have a checkpoint that the log key signed', () => {
    const { text, lines } = openNote('checkpoint');
    const { name, keyId, signature } = lines[0] as SignatureLine;
    assert.equal(name, 'kr.ews.example/log/1');
    assert.equal(keyId, noteKeyId(name, 0x01, 'kr log'));
    assert.ok(verify(null, Buffer.from(text), publicKey('kr log'), signature));
    const root = hex(vector('log-roots').split('\n').at(-1)?.split(' ')[1] ?? '');
    assert.equal(text, `kr.ews.example/log/1\n3\n${root.toString('base64')}\n`);
  });

  it('have a cosignature of the node over checkpoint and time', () => {
    const { text, lines } = openNote('cosigned-checkpoint');
    const { name, keyId, signature } = lines[1] as SignatureLine;
    assert.equal(name, 'kr.ews.example');
    assert.equal(keyId, noteKeyId(name, 0x04, 'kr cosigner'));
    const message = `cosignature/v1\ntime ${signature.readBigUInt64BE()}\n${text}`;
    assert.equal(message, `${vector('cosigned-message')}\n`);
    assert.ok(verify(null, Buffer.from(message), publicKey('kr cosigner'), signature.subarray(8)));
  });

  it('have verifier keys in the form of signed notes', () => {
    for (const [example, name, type, key] of [
      ['log-vkey', 'kr.ews.example/log/1', 0x01, 'kr log'],
      ['cosigner-vkey', 'kr.ews.example', 0x04, 'kr cosigner'],
    ] as const) {
      const material = Buffer.concat([Buffer.of(type), raw(key)]).toString('base64');
      const id = noteKeyId(name, type, key).toString(16).padStart(8, '0');
      assert.equal(vector(example), `${name}+${id}+${material}`);
    }
  });

  it('have an encrypted body that each recipient opens', () => {
    const jwe = JSON.parse(vector('sealed-jwe')) as Jwe;
    const [, payload = ''] = vector('sealed-entry-jws').split('.');
    const entry = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    assert.deepEqual(entry.jwe, jwe);
    assert.equal(entry.body, undefined);
    assert.equal(Buffer.from(jwe.protected, 'base64url').toString('utf8'), vector('sealed-protected'));
    const { log, seq, type } = JSON.parse(vector('sealed-protected'));
    assert.deepEqual([log, seq, type], [entry.log, entry.seq, entry.type]);
    const secrets = new Map(
      vector('sealed-secrets')
        .split('\n')
        .map((line) => [line.slice(0, 14).trim(), hex(line.slice(14))]),
    );
    const recipients = vector('sealed-recipients').split('\n');
    assert.equal(recipients.length, jwe.recipients.length);
    for (const [index, line] of recipients.entries()) {
      const [x = '', kid = ''] = line.slice(14).split(' ');
      assert.equal(sha256(`{"crv":"X25519","kty":"OKP","x":"${x}"}`).toString('base64url'), kid);
      const { header, encrypted_key: wrapped } = jwe.recipients[index]!;
      assert.deepEqual([header.alg, header.kid], ['ECDH-ES+A256KW', kid]);
      const d = secrets.get(line.slice(0, 14).trim())?.toString('base64url') ?? '';
      const shared = diffieHellman({
        privateKey: createPrivateKey({ key: { kty: 'OKP', crv: 'X25519', x, d }, format: 'jwk' }),
        publicKey: createPublicKey({ key: header.epk, format: 'jwk' }),
      });
      const info = Buffer.from(
        `0000000e${Buffer.from('ECDH-ES+A256KW').toString('hex')}000000000000000000000100`,
        'hex',
      );
      const unwrap = createDecipheriv(
        'id-aes256-wrap',
        sha256(hex('00000001'), shared, info),
        hex('a6'.repeat(8)),
      );
      const contentKey = Buffer.concat([unwrap.update(Buffer.from(wrapped, 'base64url')), unwrap.final()]);
      assert.deepEqual(contentKey, secrets.get('content key'));
      const opening = createDecipheriv('aes-256-gcm', contentKey, Buffer.from(jwe.iv, 'base64url'))
        .setAAD(Buffer.from(jwe.protected, 'ascii'))
        .setAuthTag(Buffer.from(jwe.tag, 'base64url'));
      const text = Buffer.concat([opening.update(Buffer.from(jwe.ciphertext, 'base64url')), opening.final()]);
      assert.equal(text.toString('utf8'), vector('sealed-plaintext'));
    }
  });

  it('have a page whose lines lead to the signed root', () => {
    const [first, second, last] = vector('page')
      .split('\n')
      .map((line) => JSON.parse(line));
    const digests = [sha256(first.jws), Buffer.from(second.sealed, 'base64url')];
    const leaves = digests.map((digest) => sha256(Buffer.of(0), digest)) as [Buffer, Buffer];
    // From size 2 to size 3 the proof is the third leaf alone: size 2 is a perfect subtree.
    const third = Buffer.from(last.consistency[0], 'base64');
    const root = node(node(...leaves), third).toString('base64');
    assert.equal(last.consistency.length, 1);
    assert.equal(last.checkpoint.split('\n')[2], root);
    assert.equal(last.checkpoint, `${vector('cosigned-checkpoint')}\n`);
  });

  it('have a cursor that names the root of its size, and tokens that name the body', () => {
    const root = hex(vector('log-roots').split('\n')[2]?.split(' ')[1] ?? '');
    assert.equal(JSON.parse(vector('cursor-payload')).root, root.toString('base64'));
    assert.equal(JSON.parse(vector('pull-claims')).digest, sha256('').toString('base64url'));
    const hint = sha256(vector('hint-jws')).toString('base64url');
    assert.equal(JSON.parse(vector('hint-claims')).digest, hint);
  });

  it('have a proof whose path leads from the entry to the signed root', () => {
    const [head = '', checkpoint = ''] = splitOnce(vector('tlog-proof'), '\n\n');
    const [version, extra = '', index, ...path] = head.split('\n');
    assert.equal(version, 'c2sp.org/tlog-proof@v1');
    assert.equal(index, 'index 0');
    const jws = Buffer.from(extra.slice('extra '.length), 'base64').toString('utf8');
    assert.equal(jws, vector('entry-jws'));
    let hash = sha256(Buffer.of(0), sha256(jws));
    // Entry 0 is the left child on every level.
    for (const sibling of path) hash = node(hash, Buffer.from(sibling, 'base64'));
    assert.equal(checkpoint.split('\n')[2], hash.toString('base64'));
    assert.equal(checkpoint, vector('checkpoint'));
  });
});

interface SignatureLine {
  readonly name: string;
  readonly keyId: number;
  readonly signature: Buffer;
}

function rows(example: string): [name: string, value: string][] {
  return vector(example)
    .split('\n')
    .map((line) => [line.slice(0, 13).trim(), line.slice(13)]);
}

function row(example: string, name: string): string {
  const found = rows(example).find(([candidate]) => candidate === name);
  assert.ok(found, `${example} has no ${name}`);
  return found[1];
}

function hex(text: string): Buffer {
  return Buffer.from(text, 'hex');
}

function sha256(...parts: (string | Uint8Array)[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

function node(left: Uint8Array, right: Uint8Array): Buffer {
  return sha256(Buffer.of(1), left, right);
}

function raw(name: string): Buffer {
  return Buffer.from(row('public-keys', name), 'base64url');
}

function publicKey(name: string): KeyObject {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: row('public-keys', name) };
  return createPublicKey({ key: jwk, format: 'jwk' });
}

function openJws(jws: string, key: string): { header: Record<string, unknown>; payload: string } {
  const [header = '', payload = '', signature = ''] = jws.split('.');
  const signed = Buffer.from(`${header}.${payload}`);
  assert.ok(verify(null, signed, publicKey(key), Buffer.from(signature, 'base64url')));
  return {
    header: JSON.parse(Buffer.from(header, 'base64url').toString('utf8')),
    payload: Buffer.from(payload, 'base64url').toString('utf8'),
  };
}

function openNote(example: string): { text: string; lines: SignatureLine[] } {
  const [text = '', signatures = ''] = splitOnce(vector(example), '\n\n');
  const lines = signatures.split('\n').map((line) => {
    const [dash, name = '', base64 = ''] = line.split(' ');
    assert.equal(dash, '—');
    const bytes = Buffer.from(base64, 'base64');
    return { name, keyId: bytes.readUInt32BE(0), signature: bytes.subarray(4) };
  });
  return { text: `${text}\n`, lines };
}

function noteKeyId(name: string, type: number, key: string): number {
  return sha256(`${name}\n`, Buffer.of(type), raw(key)).readUInt32BE(0);
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return [text.slice(0, at), text.slice(at + separator.length)];
}

function sortedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${sortedJson(member)}`).join(',')}}`;
}

async function* linesOf(text: string): AsyncGenerator<string> {
  yield* text.split('\n');
}
