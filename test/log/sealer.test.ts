import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey, diffieHellman } from 'node:crypto';
import { describe, it } from 'node:test';
import { fromBase64url, toBase64url, toHex, utf8 } from '../../src/domain/bytes.ts';
import type { Envelope } from '../../src/domain/envelope.ts';
import { Envelope as EnvelopeSchema } from '../../src/domain/envelope.ts';
import { type ErrorCode, hasCode } from '../../src/domain/errors.ts';
import type { Jwe } from '../../src/domain/jwe.ts';
import {
  EncryptionKey,
  generateEncryptionKey,
  type PrivateEncryptionKey,
  publicPart,
  strongPublicBytes,
  thumbprint,
} from '../../src/log/keys.ts';
import { openingWith, sealingTo } from '../../src/log/sealed-body.ts';
import { sealer } from '../../src/log/sealer.ts';
import { requireStrongX25519 } from '../../src/log/x25519.ts';

const PLACE = { log: 'kr.ews.example/log/1', seq: 3, type: 'bulletin' };
const BODY = { content: { headline: { en: 'Gallium quotas halved', ko: '갈륨' } }, unknown: [1, null] };

const refusal = (code: ErrorCode) => (error: unknown) => hasCode(error, code);
const [kr, jp, us] = [generateEncryptionKey(), generateEncryptionKey(), generateEncryptionKey()];
const pub = (key: PrivateEncryptionKey) => EncryptionKey.parse(publicPart(key));
const opener = (...keys: PrivateEncryptionKey[]) =>
  openingWith(sealer, (kid) => keys.find((key) => thumbprint(key) === kid));

const ENVELOPE: Envelope = {
  v: 1,
  ...PLACE,
  schema: 'ews/bulletin/1',
  time: '2026-01-01T00:00:00Z',
  aud: ['jp.ews.example'],
  tlp: 'AMBER',
  nonce: 'A'.repeat(22),
  body: BODY,
};
const sealed = () => sealingTo(sealer, [pub(jp), pub(kr)])(ENVELOPE);

describe('encrypted bodies', () => {
  it('every recipient opens the same body, and the envelope shows the rest as it was', async () => {
    const envelope = await sealed();
    assert.ok(EnvelopeSchema.safeParse(envelope).success);
    const { body, ...rest } = ENVELOPE;
    const { jwe, ...shown } = envelope;
    assert.deepEqual(shown, rest);
    assert.deepEqual(
      jwe?.recipients.map(({ header }) => header.kid),
      [thumbprint(jp), thumbprint(kr)],
    );
    assert.equal(JSON.stringify(envelope).includes('Gallium'), false);
    for (const key of [jp, kr]) assert.deepEqual((await opener(key)(envelope)).body, body);
  });

  it('nobody else opens it', async () => {
    await assert.rejects(opener(us)(await sealed()), refusal('entry_unopened'));
    const { jwe } = await sealed();
    await assert.rejects(sealer.open(jwe as Jwe, us, PLACE), refusal('entry_unopened'));
    // Nor by calling a recipient's part one's own.
    const renamed = structuredClone(jwe) as Jwe;
    for (const { header } of renamed.recipients) header.kid = thumbprint(us);
    await assert.rejects(sealer.open(renamed, us, PLACE), refusal('entry_unopened'));
  });

  it('a ciphertext that is moved to another place is refused there', async () => {
    const { jwe } = await sealed();
    for (const moved of [{ seq: 4 }, { log: 'us.ews.example/log/1' }, { type: 'read' }]) {
      const elsewhere = { ...(await sealed()), jwe, ...moved };
      await assert.rejects(opener(jp)(elsewhere), refusal('entry_invalid'));
    }
  });

  it('is refused with any part of it changed', async () => {
    const { jwe } = await sealed();
    const flip = (text: string) => (text.startsWith('A') ? 'B' : 'A') + text.slice(1);
    const header = (text: string, changed: object) =>
      toBase64url(
        utf8(JSON.stringify({ ...JSON.parse(Buffer.from(text, 'base64url').toString()), ...changed })),
      );
    const changes: ((copy: Jwe) => void)[] = [
      (copy) => (copy.ciphertext = flip(copy.ciphertext)),
      (copy) => (copy.tag = flip(copy.tag)),
      (copy) => (copy.iv = flip(copy.iv)),
      (copy) => (copy.protected = header(copy.protected, { seq: 4 })),
      (copy) => (copy.protected = header(copy.protected, { enc: 'A128GCM' })),
      (copy) => (copy.protected = header(copy.protected, { zip: 'DEF' })),
      (copy) => (copy.recipients[0]!.encrypted_key = flip(copy.recipients[0]!.encrypted_key)),
      (copy) => (copy.recipients[0]!.header.epk.x = pub(us).x),
    ];
    for (const change of changes) {
      const copy = structuredClone(jwe) as Jwe;
      change(copy);
      // What was bound to another place is refused as tampered with, before it is looked at.
      const place = { ...PLACE, seq: change === changes[3] ? 4 : 3 };
      await assert.rejects(sealer.open(copy, jp, place), refusal('entry_unopened'));
    }
  });

  it('a sender whose key shares a secret with everybody is refused', async () => {
    const copy = structuredClone((await sealed()).jwe) as Jwe;
    copy.recipients[0]!.header.epk.x = toBase64url(new Uint8Array(32));
    await assert.rejects(sealer.open(copy, jp, PLACE), refusal('key_weak'));
  });

  it('what it holds is a JSON object of a bounded depth', async () => {
    const deep = `${'{"a":'.repeat(70)}1${'}'.repeat(70)}`;
    for (const text of ['nonsense', '[1]', 'null', deep]) {
      const jwe = await sealer.seal(utf8(text), [pub(jp), pub(kr)], PLACE);
      await assert.rejects(opener(jp)({ ...ENVELOPE, body: undefined, jwe }), refusal('entry_invalid'), text);
    }
  });

  it('an envelope has either body or jwe, and one for everybody has a body', async () => {
    const { jwe } = await sealed();
    assert.equal(EnvelopeSchema.safeParse({ ...ENVELOPE, jwe }).success, false);
    const { body: _body, ...neither } = ENVELOPE;
    assert.equal(EnvelopeSchema.safeParse(neither).success, false);
    const forAll = { ...neither, jwe, aud: '*', tlp: 'GREEN' };
    assert.equal(EnvelopeSchema.safeParse(forAll).success, false);
  });
});

describe('x25519 keys', () => {
  const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));
  const P = 2n ** 255n - 19n;
  const little = (number: bigint) => hex(number.toString(16).padStart(64, '0')).reverse();
  const weak = (bytes: Uint8Array) => assert.throws(() => requireStrongX25519(bytes), refusal('key_weak'));
  const LOW_ORDER = [
    0n,
    1n,
    325606250916557431795983626356110631294008115727848805560023387167927233504n,
    39382357235489614581723060781553021112529911719440698176882885853963445705823n,
    P - 1n,
  ];

  it('refuses points of small order, with which every secret is the same', () => {
    const { privateKey } = { privateKey: createPrivateKey({ key: jp, format: 'jwk' }) };
    for (const point of LOW_ORDER) {
      const bytes = little(point);
      weak(bytes);
      // The list is right: no secret comes of them, by OpenSSL's own refusal.
      const key = createPublicKey({
        key: { kty: 'OKP', crv: 'X25519', x: toBase64url(bytes) },
        format: 'jwk',
      });
      assert.throws(() => diffieHellman({ privateKey, publicKey: key }), toHex(bytes));
    }
  });

  it('refuses other encodings of a coordinate, and other lengths', () => {
    for (let number = P; number < 2n ** 255n; number += 1n) weak(little(number));
    const good = fromBase64url(jp.x);
    const high = new Uint8Array(good);
    high[31] = (high[31] as number) | 0x80;
    weak(high);
    weak(good.slice(1));
    weak(new Uint8Array(33));
  });

  it('takes those of RFC 7748 section 6.1, and those that are made here', () => {
    requireStrongX25519(hex('8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a'));
    requireStrongX25519(hex('de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f'));
    for (let made = 0; made < 50; made += 1) strongPublicBytes(publicPart(generateEncryptionKey()));
  });

  it('is told apart from an Ed25519 key of the same bytes', () => {
    const x = jp.x;
    strongPublicBytes({ kty: 'OKP', crv: 'X25519', x });
    assert.notEqual(
      thumbprint({ kty: 'OKP', crv: 'X25519', x }),
      thumbprint({ kty: 'OKP', crv: 'Ed25519', x }),
    );
  });
});
