import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ed25519 } from '@noble/curves/ed25519.js';
import { utf8 } from '../../src/domain/bytes.ts';
import { publicKeyObject, requireStrongKey, verifyEd25519 } from '../../src/log/ed25519.ts';
import { refusal, testSigner } from './keys.ts';

const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));

// RFC 8032 section 7.1, TEST 1 to TEST 3.
const RFC8032 = [
  {
    key: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    message: '',
    signature:
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  },
  {
    key: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    message: '72',
    signature:
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  },
  {
    key: 'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    message: 'af82',
    signature:
      '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  },
];

// Every encoding, canonical or not, of the eight points of small order.
const SMALL_ORDER = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0000000000000000000000000000000000000000000000000000000000000080',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000080',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
];

test('ed25519: verifies the signatures of RFC 8032', () => {
  for (const { key, message, signature } of RFC8032) {
    requireStrongKey(hex(key));
    assert.equal(verifyEd25519(hex(key), hex(message), hex(signature)), true);
    assert.equal(verifyEd25519(hex(key), hex(`${message}00`), hex(signature)), false);
  }
});

test('ed25519: a signature of another length does not verify', () => {
  const { key, message, signature } = RFC8032[1] as (typeof RFC8032)[0];
  for (const bytes of ['', signature.slice(2), `${signature}00`]) {
    assert.equal(verifyEd25519(hex(key), hex(message), hex(bytes)), false);
  }
});

test('ed25519: refuses all encodings of the points of small order as keys', () => {
  for (const key of SMALL_ORDER) assert.throws(() => requireStrongKey(hex(key)), refusal('key_weak'), key);
});

test('ed25519: refuses a key that is not in the prime-order subgroup', () => {
  const torsion = ed25519.Point.fromHex(SMALL_ORDER[8] as string);
  const strong = ed25519.Point.BASE.multiply(123456789n);
  requireStrongKey(strong.toBytes());
  assert.throws(() => requireStrongKey(strong.add(torsion).toBytes()), refusal('key_weak'));
});

test('ed25519: refuses bytes that are no point, and not 32 of them', () => {
  const notOnCurve = hex(`02${'00'.repeat(31)}`);
  for (const key of [notOnCurve, new Uint8Array(0), new Uint8Array(31), new Uint8Array(33)]) {
    assert.throws(() => requireStrongKey(key), refusal('key_weak'), Buffer.from(key).toString('hex'));
  }
});

test('ed25519: a weak key verifies nothing and has no key object', () => {
  const identity = hex(SMALL_ORDER[4] as string);
  assert.throws(() => publicKeyObject(identity), refusal('key_weak'));
  assert.throws(() => verifyEd25519(identity, utf8('x'), new Uint8Array(64)), refusal('key_weak'));
});

test('ed25519: refuses a signature whose R is of small order, whichever release of Node runs it', () => {
  // C2SP CCTV vector 304: the equation holds, R is the identity.
  const key = hex('ef75b20e7540e3dff77404193652ba2bd13df99c1508eee1515e27ae25f28076');
  const signature = hex(
    `01${'00'.repeat(31)}330b30d6c1f07511e2208d233b6a34d4ed7109da2dea615bcd97daee3a842704`,
  );
  requireStrongKey(key);
  assert.equal(ed25519.verify(signature, utf8('ed25519vectors 7'), key, { zip215: false }), true);
  assert.equal(verifyEd25519(key, utf8('ed25519vectors 7'), signature), false);
});

test('ed25519: a key object is made once for each key, and again when many others came in between', () => {
  const { key, sign } = testSigner('kr.ews.example');
  const first = publicKeyObject(key.publicKey);
  assert.equal(publicKeyObject(new Uint8Array(key.publicKey)), first);
  for (let i = 0; i < 256; i++) publicKeyObject(testSigner(`other ${i}`).key.publicKey);
  assert.notEqual(publicKeyObject(key.publicKey), first);
  assert.equal(verifyEd25519(key.publicKey, utf8('x'), sign(utf8('x'))), true);
});
