import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Envelope } from '../../src/domain/envelope.ts';
import { verifyNodeDocument } from '../../src/federation/peers/identity.ts';
import { judgeClaims } from '../../src/federation/peers/token.ts';
import { Cursor, Hint, RequestClaims } from '../../src/federation/protocol.ts';
import { judgeEntry } from '../../src/federation/pull/judge.ts';
import { provePage } from '../../src/federation/pull/page.ts';
import { parseCheckpoint } from '../../src/log/checkpoint.ts';
import { verifyCosignature } from '../../src/log/cosignature.ts';
import { entryDigest } from '../../src/log/entry-digest.ts';
import { JWS_TYPE, verifyJws } from '../../src/log/jws.ts';
import { publicPart } from '../../src/log/keys.ts';
import { emptyRange } from '../../src/log/merkle.ts';
import { type NoteKey, parseNote, SIGNATURE_TYPE } from '../../src/log/note.ts';
import { formatProof, parseProof, verifyProof } from '../../src/log/proof.ts';
import { signKeyStatement } from '../../src/log/signer.ts';
import {
  checkpointOf,
  fingerprint,
  JP,
  jpSigner,
  KR,
  KR_LOG,
  krSigner,
  NOW,
  privateKey,
} from '../vectors/protocol-federation.ts';

// Files that nodes of version 1 have written (test/golden/write.ts, once). Whatever this code becomes, it reads
// them, and writes the same bytes where it is given the same content.

const read = (name: string) => readFileSync(join(import.meta.dirname, 'v1', name), 'utf8');
const payloadOf = (jws: string) =>
  JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString('utf8'));
const noteKey = (name: string, type: NoteKey['type'], key: 'kr log' | 'kr cosigner'): NoteKey => ({
  name,
  type,
  publicKey: Buffer.from(privateKey(key).x, 'base64url'),
});
const LOG_KEY = noteKey(KR_LOG, SIGNATURE_TYPE.ed25519, 'kr log');
const COSIGNER_KEY = noteKey(KR, SIGNATURE_TYPE.cosignature, 'kr cosigner');

const identity = await verifyNodeDocument(read('node-document.jws'), fingerprint);
const entry = read('entry.jws');

describe('golden files of version 1', () => {
  it('none is without a test', () => {
    const files = [import.meta.filename, join(import.meta.dirname, '..', 'vectors', 'golden-bundle.test.ts')];
    const tested = files.map((file) => readFileSync(file, 'utf8')).join('');
    const names = readdirSync(join(import.meta.dirname, 'v1'));
    assert.ok(names.length >= 13);
    assert.deepEqual(
      names.filter((name) => !new RegExp(`[/']${name}'`).test(tested)),
      [],
    );
  });

  it('the node document is verified down from its fingerprint, and signed the same again', async () => {
    assert.equal(identity.document.node, KR);
    const again = await krSigner.signNodeDocument(payloadOf(read('node-document.jws')));
    assert.equal(again, read('node-document.jws'));
  });

  it('a key statement is signed the same again', async () => {
    const again = await signKeyStatement(privateKey('kr root'), payloadOf(read('key-statement.jws')));
    assert.equal(again, read('key-statement.jws'));
    assert.equal(identity.document.statements[0], read('key-statement.jws'));
  });

  it('an entry is judged to hold, and signed the same again', async () => {
    const proven = { seq: 0, digest: entryDigest(entry), jws: entry };
    const { outcome, reason, effect } = await judgeEntry(proven, KR_LOG, identity, { node: JP, at: NOW });
    assert.deepEqual([outcome, reason, effect.kind], ['verified', undefined, 'bulletin']);
    assert.equal(await krSigner.signEntry(payloadOf(entry) as Envelope), entry);
  });

  it('an acknowledgement is signed the same again', async () => {
    const again = await jpSigner.signEntry(payloadOf(read('acknowledgement.jws')) as Envelope);
    assert.equal(again, read('acknowledgement.jws'));
  });

  it('a checkpoint is opened by its key, and signed the same again, with its cosignature', () => {
    const note = read('checkpoint.txt');
    const checkpoint = parseCheckpoint(parseNote(note).text);
    assert.equal(checkpoint.size, 3);
    assert.equal(krSigner.signCheckpoint(checkpoint), note);
    const cosigned = parseNote(read('cosigned-checkpoint.txt'));
    assert.equal(verifyCosignature(cosigned, COSIGNER_KEY), NOW / 1000);
    assert.equal(note + krSigner.cosign(cosigned.text, NOW / 1000), read('cosigned-checkpoint.txt'));
  });

  it('a proof proves its entry, and is written the same again', () => {
    const proof = parseProof(read('proof.txt'));
    assert.equal(Buffer.from(proof.extra ?? []).toString('utf8'), entry);
    const { checkpoint } = verifyProof({ proof, digest: entryDigest(entry), logKeys: [LOG_KEY] });
    assert.equal(checkpoint.size, 3);
    assert.equal(formatProof(proof), read('proof.txt'));
  });

  it('a page is proven, and its entries are as they were signed', async () => {
    const origin = KR_LOG;
    const held = { origin, range: emptyRange, checkpoint: checkpointOf(emptyRange) };
    const lines = read('page.ndjson').trimEnd().split('\n');
    const stream = (async function* () {
      yield* lines;
    })();
    const { entries, claim } = await provePage(stream, held, identity, 10);
    assert.deepEqual(
      [entries.length, entries[0]?.jws, entries[1]?.jws, claim.size],
      [2, entry, undefined, 3],
    );
  });

  it('cursor, hint, link report and token are verified, and signed the same again', async () => {
    const [jp, kr] = [publicPart(privateKey('jp request')), publicPart(privateKey('kr request'))];
    const cursor = Cursor.parse(await verifyJws(read('cursor.jws'), JWS_TYPE.cursor, jp, 'cursor_invalid'));
    assert.equal(await jpSigner.signCursor(cursor), read('cursor.jws'));
    const hint = Hint.parse(await verifyJws(read('hint.jws'), JWS_TYPE.hint, kr, 'invalid_input'));
    assert.equal(await krSigner.signHint(hint), read('hint.jws'));
    const report = await verifyJws(read('link-report.jws'), JWS_TYPE.linkReport, jp, 'report_invalid');
    assert.equal(await jpSigner.signLinkReport(report as object), read('link-report.jws'));
    const claims = RequestClaims.parse(payloadOf(read('pull-token.jwt')));
    judgeClaims(claims, { node: KR, method: 'GET', path: claims.path, bodyDigest: claims.digest, now: NOW });
    assert.equal(await jpSigner.signRequestToken(claims), read('pull-token.jwt'));
  });
});
