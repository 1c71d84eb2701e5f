import assert from 'node:assert/strict';
import { createPrivateKey, sign as signBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import type { BulletinContent } from '../../src/domain/bulletin.ts';
import { toBase64, toBase64url } from '../../src/domain/bytes.ts';
import { contentDigest } from '../../src/domain/canonical.ts';
import { Envelope, MAX_ENTRY_BYTES } from '../../src/domain/envelope.ts';
import {
  checkpointNoteKey,
  cosignerNoteKeys,
  verifyNodeDocument,
} from '../../src/federation/peers/identity.ts';
import { measureClock } from '../../src/federation/peers/peer-client.ts';
import { judgeClaims } from '../../src/federation/peers/token.ts';
import {
  bodyDigest,
  LIMITS,
  type PageLine,
  PullQuery,
  RequestClaims,
} from '../../src/federation/protocol.ts';
import { judgeEntry } from '../../src/federation/pull/judge.ts';
import { provePage } from '../../src/federation/pull/page.ts';
import { entryDigest } from '../../src/log/entry-digest.ts';
import { JWS_TYPE, type JwsType, signJws, verifyJws } from '../../src/log/jws.ts';
import { verifyKeyStatements } from '../../src/log/key-chain.ts';
import { keysAt, logKeyAt } from '../../src/log/key-statement.ts';
import { publicPart, thumbprint } from '../../src/log/keys.ts';
import { emptyRange } from '../../src/log/merkle.ts';
import { proveConsistency } from '../../src/log/merkle-proof.ts';
import type { HeldLog } from '../../src/log/port.ts';
import { refusal } from '../log/keys.ts';
import { pageForJapan } from './protocol-examples.ts';
import {
  bulletinBody,
  bulletinEnvelope,
  checkpointOf,
  content,
  fingerprint,
  JP,
  JP_LOG,
  KR,
  KR_LOG,
  krSigner,
  makeLog,
  NOW,
  nodeDocument,
  privateKey,
  pullClaims,
  signStatements,
  statements,
  US,
} from './protocol-federation.ts';

// What docs/protocol.md demands of whoever reads, on the examples of that document and small changes of them.
const log = await makeLog();
const identity = await verifyNodeDocument(await krSigner.signNodeDocument(await nodeDocument()), fingerprint);
const [logStatement, cosignerStatement, requestStatement] = statements as [
  (typeof statements)[number],
  (typeof statements)[number],
  (typeof statements)[number],
];

const sign = (type: JwsType, payload: unknown) => signJws(type, payload, privateKey('kr log'));

describe('protocol: signed documents', () => {
  const key = publicPart(privateKey('kr log'));
  const verify = (jws: string) => verifyJws(jws, JWS_TYPE.entry, key, 'entry_signature');

  it('refuses one of another typ', async () => {
    for (const type of [JWS_TYPE.cursor, JWS_TYPE.hint, JWS_TYPE.nodeDocument]) {
      await assert.rejects(verify(await sign(type, {})), refusal('entry_signature'));
    }
    assert.deepEqual(await verify(await sign(JWS_TYPE.entry, {})), {});
  });

  it('refuses a kid that is not the thumbprint of the key', async () => {
    const withKid = (kid: string) => {
      const header = { alg: 'Ed25519', typ: JWS_TYPE.entry, kid };
      const parts = [header, {}].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
      const secret = createPrivateKey({ key: { ...privateKey('kr log') }, format: 'jwk' });
      const signature = signBytes(null, Buffer.from(parts.join('.')), secret);
      return [...parts, signature.toString('base64url')].join('.');
    };
    await assert.rejects(verify(withKid(fingerprint)), refusal('entry_signature'));
    assert.deepEqual(await verify(withKid(thumbprint(key))), {});
  });

  it('refuses a signature by another key', async () => {
    const jws = await signJws(JWS_TYPE.entry, {}, privateKey('jp log'));
    await assert.rejects(verify(jws), refusal('entry_signature'));
  });

  it('refuses the algorithm of request tokens', async () => {
    await assert.rejects(verify(await krSigner.signRequestToken({})), refusal('entry_signature'));
  });
});

describe('protocol: key statements', () => {
  it('refuses those of another root than the fingerprint names', async () => {
    const other = thumbprint(privateKey('kr next root'));
    await assert.rejects(
      verifyKeyStatements(await signStatements(), KR, other),
      refusal('fingerprint_mismatch'),
    );
  });

  it('refuses one without the root key in its header', async () => {
    const bare = await signJws(JWS_TYPE.keyStatement, logStatement, privateKey('kr root'));
    await assert.rejects(
      verifyKeyStatements([bare, ...(await signStatements())], KR, fingerprint),
      refusal('key_statement_invalid'),
    );
  });

  it('refuses one for another node', async () => {
    const signed = await signStatements(statements.map((statement) => ({ ...statement, node: JP })));
    await assert.rejects(verifyKeyStatements(signed, KR, fingerprint), refusal('key_statement_invalid'));
  });

  it('wants a log, a cosigner and a request key', async () => {
    for (const missing of statements) {
      const signed = await signStatements(statements.filter((statement) => statement !== missing));
      await assert.rejects(verifyKeyStatements(signed, KR, fingerprint), refusal('key_statement_invalid'));
    }
  });

  it('refuses more than 256', async () => {
    const many = Array<string>(257).fill((await signStatements())[0] ?? '');
    await assert.rejects(verifyKeyStatements(many, KR, fingerprint), refusal('key_statement_invalid'));
  });

  it('refuses a weak key', async () => {
    const weak = { kty: 'OKP', crv: 'Ed25519', x: toBase64url(new Uint8Array(32)) } as const;
    const signed = await signStatements([
      logStatement,
      cosignerStatement,
      { ...requestStatement, key: weak } as typeof requestStatement,
    ]);
    await assert.rejects(verifyKeyStatements(signed, KR, fingerprint), refusal('key_weak'));
  });

  it('the log key is that of the last statement that starts at or before the entry', async () => {
    const later = { ...logStatement, key: publicPart(privateKey('kr request')), fromSeq: 10 };
    const keys = await verifyKeyStatements(
      await signStatements([...statements, later as typeof logStatement]),
      KR,
      fingerprint,
    );
    assert.deepEqual(logKeyAt(keys, KR_LOG, 9), publicPart(privateKey('kr log')));
    assert.deepEqual(logKeyAt(keys, KR_LOG, 10), later.key);
    assert.throws(() => logKeyAt(keys, JP_LOG, 0), refusal('key_unknown'));
  });

  it('a checkpoint of size n is signed by the key for entry n - 1', async () => {
    const later = { ...logStatement, key: publicPart(privateKey('kr request')), fromSeq: 2 };
    const keys = await verifyKeyStatements(
      await signStatements([...statements, later as typeof logStatement]),
      KR,
      fingerprint,
    );
    const changed = { ...identity, keys };
    const raw = (size: number) => toBase64url(checkpointNoteKey(changed, KR_LOG, size).publicKey);
    assert.deepEqual([0, 1, 2].map(raw), Array(3).fill(privateKey('kr log').x));
    assert.equal(raw(3), later.key.x);
  });

  it('cosigner and request keys hold from notBefore until before notAfter', () => {
    const [from, until] = [Date.UTC(2021, 8, 29), Date.UTC(2023, 9, 1)];
    for (const use of ['cosigner', 'request'] as const) {
      const count = (at: number) => keysAt(identity.keys, use, at).length;
      assert.deepEqual([from - 1, from, until - 1, until].map(count), [0, 1, 1, 0]);
    }
    assert.equal(cosignerNoteKeys(identity, NOW)[0]?.name, KR);
  });
});

describe('protocol: node document', () => {
  const verify = async (changed: object, key = privateKey('kr log')) =>
    verifyNodeDocument(
      await signJws(JWS_TYPE.nodeDocument, { ...(await nodeDocument()), ...changed }, key),
      fingerprint,
    );

  it('refuses one that is not signed by the log key', async () => {
    await assert.rejects(verify({}, privateKey('kr request')), refusal('node_document_invalid'));
  });

  it('refuses a log of another node', async () => {
    await assert.rejects(verify({ log: JP_LOG }), refusal('key_unknown'));
    const foreign = { ...logStatement, log: JP_LOG } as typeof logStatement;
    const signed = await signStatements([...statements, foreign]);
    await assert.rejects(verify({ log: JP_LOG, statements: signed }), refusal('node_document_invalid'));
  });

  it('refuses one that is too long', async () => {
    const filler = 'x'.repeat(LIMITS.nodeDocumentBytes);
    await assert.rejects(verify({ filler }), refusal('node_document_invalid'));
  });

  it('keeps members that it does not know', async () => {
    const { document } = await verify({ later: { added: true } });
    assert.deepEqual(document.later, { added: true });
  });
});

describe('protocol: entries', () => {
  const [first = ''] = log.entries;

  async function judge(jws: string, seq = 0, reader = JP, origin = KR_LOG) {
    const entry = { seq, digest: entryDigest(jws), jws };
    return judgeEntry(entry, origin, identity, { node: reader, at: NOW });
  }

  async function judgeEnvelope(changed: object, reader?: string) {
    return judge(await sign(JWS_TYPE.entry, { ...log.envelopes[0], ...changed }), 0, reader);
  }

  async function judgeBody(changed: Record<string, unknown>) {
    return judgeEnvelope({ body: { ...log.envelopes[0]?.body, ...changed } });
  }

  /** An entry of this content, released as it should be. */
  async function judgeContent(changed: object, approvers = 1) {
    const released = { ...content, ...changed } as BulletinContent;
    const body = bulletinBody(released, approvers);
    return judge(await sign(JWS_TYPE.entry, bulletinEnvelope(0, body)));
  }

  async function assertRefused(judged: ReturnType<typeof judge>, code: string) {
    const { outcome, reason, effect } = await judged;
    assert.equal(outcome, 'refused');
    assert.equal(reason?.split(':')[0], code);
    assert.deepEqual(effect, { kind: 'none' });
  }

  it('a bulletin with four eyes is verified', async () => {
    const { outcome, type, effect } = await judge(first);
    assert.deepEqual([outcome, type, effect.kind], ['verified', 'bulletin', 'bulletin']);
  });

  it('an acknowledgement is verified by the node that it is addressed to', async () => {
    const { outcome, effect } = await judge(log.entries[1] ?? '', 1, US);
    assert.deepEqual([outcome, effect.kind], ['verified', 'acknowledgement']);
    await assertRefused(judge(log.entries[1] ?? '', 1, JP), 'entry_invalid');
  });

  it('refuses one that is longer than 256 KiB', async () => {
    await assertRefused(judgeEnvelope({ filler: 'x'.repeat(MAX_ENTRY_BYTES) }), 'entry_too_large');
  });

  it('refuses one that is nested too deep, and takes one that is not', async () => {
    const nest = (levels: number) => JSON.parse('['.repeat(levels) + ']'.repeat(levels)) as unknown;
    await assertRefused(judgeEnvelope({ filler: nest(65) }), 'entry_invalid');
    assert.equal((await judgeEnvelope({ filler: nest(63) })).outcome, 'verified');
  });

  it('refuses one that is signed by another key', async () => {
    const jws = await signJws(JWS_TYPE.entry, log.envelopes[0], privateKey('jp log'));
    await assertRefused(judge(jws), 'entry_signature');
  });

  it('refuses one that names another place', async () => {
    await assertRefused(judge(first, 1), 'entry_invalid');
    await assertRefused(judgeEnvelope({ log: JP_LOG }), 'entry_invalid');
  });

  it('refuses an envelope of another version', async () => {
    await assertRefused(judgeEnvelope({ v: 2 }), 'entry_invalid');
  });

  it('audience * goes with GREEN and CLEAR only', async () => {
    for (const tlp of ['RED', 'AMBER+STRICT', 'AMBER']) {
      await assertRefused(judgeContent({ tlp }), 'entry_invalid');
    }
    assert.equal((await judgeContent({ tlp: 'CLEAR' })).outcome, 'verified');
    assert.equal((await judgeContent({ tlp: 'RED', audience: [JP] })).outcome, 'verified');
  });

  it('refuses one that is addressed to others', async () => {
    await assertRefused(judgeContent({ audience: [US] }), 'entry_invalid');
  });

  it('refuses an envelope that is marked or addressed otherwise than its content', async () => {
    await assertRefused(judgeEnvelope({ tlp: 'CLEAR' }), 'entry_invalid');
    await assertRefused(judgeEnvelope({ aud: [JP] }), 'entry_invalid');
  });

  it('refuses a digest that is not that of the content', async () => {
    const digest = contentDigest('another');
    await assertRefused(judgeBody({ digest }), 'content_changed');
    const { submission, approvals } = bulletinBody(content, 1);
    await assertRefused(judgeBody({ submission: { ...submission, digest } }), 'content_changed');
    const approval = { ...approvals[0], digest };
    await assertRefused(judgeBody({ approvals: [approval] }), 'content_changed');
  });

  it('refuses a bulletin without its approver, a serious one without two', async () => {
    await assertRefused(judgeContent({}, 0), 'four_eyes');
    await assertRefused(judgeContent({ level: 'serious' }, 1), 'four_eyes');
    assert.equal((await judgeContent({ level: 'serious' }, 2)).outcome, 'verified');
  });

  it('refuses a person who stands for a bulletin twice', async () => {
    const { submission, approvals } = bulletinBody(content, 1);
    const subject = submission.subject;
    await assertRefused(judgeBody({ approvals: [{ ...approvals[0], subject }] }), 'four_eyes');
    await assertRefused(judgeBody({ approvals: [approvals[0], approvals[0]] }), 'four_eyes');
  });

  it('refuses an issuer that is not the node of the log', async () => {
    await assertRefused(judgeContent({ issuer: JP, id: `${JP}/2021-10-11/1f2e3d4c` }), 'entry_invalid');
  });

  it('refuses references to bulletins of other logs', async () => {
    const reference = { id: `${JP}/2021-10-11/1f2e3d4c`, log: JP_LOG, seq: 0, digest: contentDigest(1) };
    await assertRefused(judgeContent({ type: 'update', references: [reference] }), 'entry_invalid');
  });

  it('an issue refers to nothing, an update and a cancellation to something', async () => {
    const reference = { id: content.id, log: KR_LOG, seq: 0, digest: toBase64url(entryDigest(first)) };
    await assertRefused(judgeContent({ references: [reference] }), 'entry_invalid');
    for (const type of ['update', 'cancel']) {
      await assertRefused(judgeContent({ type }), 'entry_invalid');
      assert.equal((await judgeContent({ type, references: [reference] })).outcome, 'verified');
    }
  });

  it('keeps members of envelope, body and content that it does not know', async () => {
    const { outcome, effect, jws } = await judgeContent({ later: 'added' });
    assert.equal(outcome, 'verified');
    assert.equal(
      effect.kind === 'bulletin' && (effect.bulletin.content as { later?: string }).later,
      'added',
    );
    assert.match(Buffer.from(jws?.split('.')[1] ?? '', 'base64url').toString('utf8'), /"later":"added"/);
    assert.equal((await judgeEnvelope({ later: 1 })).outcome, 'verified');
    assert.equal((await judgeBody({ later: 1 })).outcome, 'verified');
  });

  it('keeps a kind of entry that it does not know', async () => {
    const { outcome, type, effect, jws } = await judgeEnvelope({ type: 'corroboration' });
    assert.deepEqual([outcome, type, effect.kind], ['verified', 'corroboration', 'none']);
    assert.ok(jws);
  });

  it('the writer refuses to sign without four eyes', async () => {
    const body = bulletinBody(content, 0);
    await assert.rejects(krSigner.signEntry(bulletinEnvelope(0, body)), refusal('four_eyes'));
    const changed = { ...bulletinBody(content, 1), content: { ...content, level: 'caution' as const } };
    await assert.rejects(krSigner.signEntry(bulletinEnvelope(0, changed)), refusal('content_changed'));
  });

  it('the envelope has a nonce of 128 bits', () => {
    assert.ok(Envelope.safeParse(log.envelopes[0]).success);
    assert.ok(!Envelope.safeParse({ ...log.envelopes[0], nonce: 'AAAA' }).success);
  });
});

describe('protocol: request tokens', () => {
  const requested = { node: KR, method: 'GET', path: pullClaims.path, bodyDigest: bodyDigest(''), now: NOW };
  const judge = (changed: object, at = NOW) =>
    judgeClaims({ ...pullClaims, ...changed }, { ...requested, now: at });

  it('takes the example', () => {
    assert.deepEqual(judge({}), pullClaims);
  });

  it('refuses one for another node, method, path or body', () => {
    for (const changed of [
      { aud: US },
      { htm: 'POST' },
      { path: '/federation/v1/hints' },
      { path: `${pullClaims.path}0` },
      { digest: bodyDigest('something') },
    ]) {
      assert.throws(() => judge(changed), refusal('token_invalid'), JSON.stringify(changed));
    }
  });

  it('refuses one that lacks a claim, or whose id is not 128 bits', () => {
    for (const claim of Object.keys(RequestClaims.shape)) {
      assert.throws(() => judge({ [claim]: undefined }), refusal('token_invalid'), claim);
    }
    assert.throws(() => judge({ jti: 'short' }), refusal('token_invalid'));
  });

  it('refuses one that lives for more than 60 s, or not at all', () => {
    assert.throws(() => judge({ exp: pullClaims.iat + 61 }), refusal('token_invalid'));
    assert.throws(() => judge({ exp: pullClaims.iat }), refusal('token_invalid'));
  });

  it('allows for clocks that are 30 s apart', () => {
    const issued = pullClaims.iat * 1000;
    for (const at of [issued - 30_000, issued, issued + 89_999]) judge({}, at);
    for (const at of [issued - 30_001, issued + 90_000]) {
      assert.throws(() => judge({}, at), refusal('token_clock'));
    }
  });

  it('a refusal for time names both clocks and the difference', () => {
    assert.throws(
      () => judge({}, NOW + 120_000),
      (error: { detail?: unknown }) => {
        assert.deepEqual(error.detail, {
          callerTime: '2021-10-11T00:00:00.000Z',
          ourTime: '2021-10-11T00:02:00.000Z',
          differenceSeconds: -120,
        });
        return true;
      },
    );
  });

  it('the offset of a clock is measured as NTP does', () => {
    // We left at 1000 and were back at 1400; the peer says 6100 and 6200, so it is 4950 ahead, 300 on the way.
    const headers = { 'ews-received': '6100', 'ews-sent': '6200' };
    assert.deepEqual(measureClock(1000, 1400, headers), { offsetMs: 4950, roundTripMs: 300 });
    assert.equal(measureClock(1000, 1400, { 'ews-received': '6200', 'ews-sent': '6100' }), undefined);
    assert.equal(measureClock(1000, 1400, {}), undefined);
  });
});

describe('protocol: pages', () => {
  const held: HeldLog = { origin: KR_LOG, range: emptyRange, checkpoint: checkpointOf(emptyRange) };
  const range = (size: number) => log.ranges[size] ?? emptyRange;
  const upTo = (size: number): HeldLog => ({
    origin: KR_LOG,
    range: range(size),
    checkpoint: checkpointOf(range(size)),
  });

  async function prove(page: readonly unknown[], from = held, limit = 1000) {
    return provePage(linesOf(page.map((line) => JSON.stringify(line))), from, identity, limit);
  }

  async function* linesOf(texts: readonly string[]): AsyncGenerator<string> {
    yield* texts;
  }

  async function page(): Promise<[PageLine, PageLine, { checkpoint: string; consistency: string[] }]> {
    return (await pageForJapan(log)) as Awaited<ReturnType<typeof page>>;
  }

  const end = (size: number, consistency: string[] = []) => ({
    checkpoint: checkpointOf(range(size)),
    consistency,
  });

  async function consistencyOf(size1: number, size2: number): Promise<string[]> {
    const proof = await proveConsistency(size1, size2, async (ids) =>
      ids.map(({ level, index }) => log.nodes.get(`${level}/${index}`)!),
    );
    return proof.map(toBase64);
  }

  it('takes the example, heartbeats anywhere in it', async () => {
    const [first, second, last] = await page();
    const beat = { heartbeat: true };
    const proven = await prove([beat, first, beat, second, beat, last]);
    assert.equal(proven.range.size, 2);
  });

  it('takes a page without entries where nothing is new', async () => {
    assert.deepEqual((await prove([end(3)], upTo(3))).entries, []);
  });

  it('refuses a gap, a repetition and another order', async () => {
    const [first, second, last] = await page();
    for (const lines of [
      [second, last],
      [first, first, last],
      [second, first, last],
    ]) {
      await assert.rejects(prove(lines), refusal('sequence_mismatch'));
    }
  });

  it('refuses a page that ends before its checkpoint', async () => {
    const [first, second] = await page();
    await assert.rejects(prove([first, second]), refusal('page_truncated'));
  });

  it('refuses an entry that was changed', async () => {
    const [, second, last] = await page();
    const changed = { seq: 0, jws: await sign(JWS_TYPE.entry, { ...log.envelopes[0], seq: 7 }) };
    await assert.rejects(prove([changed, second, last]), refusal('root_mismatch'));
  });

  it('refuses a missing, a needless and a wrong consistency proof', async () => {
    const [first, second, last] = await page();
    for (const consistency of [[], [last.consistency[0], last.consistency[0]], [toBase64(log.leaves[0]!)]]) {
      await assert.rejects(prove([first, second, { ...last, consistency }]), refusal('root_mismatch'));
    }
    const whole = [first, second, { seq: 2, sealed: toBase64url(log.digests[2]!) }];
    await assert.rejects(prove([...whole, end(3, last.consistency)]), refusal('page_malformed'));
    assert.equal((await prove([...whole, end(3)])).range.size, 3);
  });

  it('refuses a checkpoint that is not signed by the log key, or is that of another log', async () => {
    const [first, second, last] = await page();
    const unsigned = last.checkpoint.replace(/— .*\n/, (line) => line.replace('by', 'bz'));
    await assert.rejects(
      prove([first, second, { ...last, checkpoint: unsigned }]),
      refusal('note_signature'),
    );
    const foreign = checkpointOf(range(3), JP_LOG);
    await assert.rejects(
      prove([first, second, { ...last, checkpoint: foreign }]),
      refusal('checkpoint_malformed'),
    );
  });

  it('refuses a checkpoint that is older than one seen before', async () => {
    const from = { ...held, checkpoint: checkpointOf(range(3)) };
    const [first] = await page();
    await assert.rejects(prove([first, end(1)], from), refusal('checkpoint_stale'));
  });

  it('a second root for one size is a fork', async () => {
    const other = krSigner.signCheckpoint({ origin: KR_LOG, size: 3, root: log.leaves[0]! });
    const from = { ...upTo(2), checkpoint: other };
    const [, , last] = await page();
    await assert.rejects(prove([last], from), refusal('checkpoint_fork'));
  });

  it('entries that do not lead to a checkpoint seen before are a fork, however much longer the log is', async () => {
    const other = krSigner.signCheckpoint({ origin: KR_LOG, size: 1, root: log.leaves[2]! });
    const [first, second, last] = await page();
    const lines = [first, second, last];
    await assert.rejects(prove(lines, { ...held, checkpoint: other }), refusal('checkpoint_fork'));
  });

  it('keeps a checkpoint seen before until the entries have reached it', async () => {
    const [first, , last] = await page();
    const shown = checkpointOf(range(3));
    const consistency = await consistencyOf(1, 3);
    const early = await prove([first, { ...last, consistency }], {
      ...held,
      checkpoint: checkpointOf(range(2)),
    });
    assert.equal(early.checkpoint, checkpointOf(range(2)));
    assert.equal(early.shown.split('\n')[1], '3');
    const reached = await prove([first, { checkpoint: shown, consistency }], {
      ...held,
      checkpoint: checkpointOf(range(1)),
    });
    assert.equal(reached.checkpoint, shown);
  });

  it('refuses a page without entries where the log goes on', async () => {
    const consistency = await consistencyOf(1, 3);
    await assert.rejects(prove([end(3, consistency)], upTo(1)), refusal('page_truncated'));
  });

  it('refuses heartbeats without end', async () => {
    const beats = Array.from({ length: 7 }, () => ({ heartbeat: true }));
    await assert.rejects(prove([...beats, end(3)], upTo(3)), refusal('page_malformed'));
  });

  it('refuses more entries than were asked for', async () => {
    const [first, second, last] = await page();
    await assert.rejects(prove([first, second, last], held, 1), refusal('page_too_large'));
  });

  it('refuses a line that is too long, or is none of the four kinds', async () => {
    const long = { seq: 0, jws: 'x'.repeat(LIMITS.lineBytes) };
    await assert.rejects(prove([long]), refusal('entry_too_large'));
    for (const line of [{}, { seq: 0 }, { seq: 0, jws: 'a', sealed: 'b' }, { heartbeat: false }, []]) {
      await assert.rejects(prove([line]), refusal('page_malformed'), JSON.stringify(line));
    }
  });

  it('a query asks for at most 1000 entries and waits at most 25 s', () => {
    assert.deepEqual(PullQuery.parse({ from: '2' }), { from: 2, limit: 1000, wait: 0 });
    for (const query of [{}, { from: '-1' }, { from: '0', limit: '1001' }, { from: '0', wait: '26' }]) {
      assert.ok(!PullQuery.safeParse(query).success, JSON.stringify(query));
    }
  });
});
