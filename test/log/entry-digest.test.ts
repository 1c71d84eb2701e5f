import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { toHex } from '../../src/domain/bytes.ts';
import { entryDigest, entryLeaf } from '../../src/log/entry-digest.ts';
import { refusal } from './keys.ts';

test('entry digest: the digest is the SHA-256 of the text of the JWS', () => {
  assert.equal(
    toHex(entryDigest('abc')), // the example of FIPS 180-2, appendix B.1
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
});

test('entry digest: the leaf is the hash of a zero byte and the digest', () => {
  const digest = entryDigest('eyJhbGciOiJFZDI1NTE5In0.e30.c2lnbmF0dXJl');
  const leaf = createHash('sha256').update(Uint8Array.of(0)).update(digest).digest('hex');
  assert.equal(toHex(entryLeaf(digest)), leaf);
});

test('entry digest: refuses to make a leaf of anything but a digest', () => {
  assert.throws(() => entryLeaf(new Uint8Array(31)), refusal('proof_malformed'));
});
