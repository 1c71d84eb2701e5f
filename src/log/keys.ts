import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { fromBase64url } from '../domain/bytes.ts';
import { contentDigest } from '../domain/canonical.ts';
import { EwsError } from '../domain/errors.ts';
import { requireStrongKey } from './ed25519.ts';
import { requireStrongX25519 } from './x25519.ts';

/** An Ed25519 public key as a JWK (RFC 8037): `{"kty":"OKP","crv":"Ed25519","x":"<base64url of 32 bytes>"}`. */
export const PublicKey = z.strictObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
});
export type PublicKey = z.infer<typeof PublicKey>;

/** The same with its private part `d`. */
export const PrivateKey = PublicKey.extend({ d: z.string().regex(/^[A-Za-z0-9_-]{43}$/) });
export type PrivateKey = z.infer<typeof PrivateKey>;

/** An X25519 public key as a JWK (RFC 8037): entries are encrypted to it, and nothing is signed by it. */
export const EncryptionKey = PublicKey.extend({ crv: z.literal('X25519') });
export type EncryptionKey = z.infer<typeof EncryptionKey>;

/** The same with its private part `d`. */
export const PrivateEncryptionKey = EncryptionKey.extend({ d: z.string().regex(/^[A-Za-z0-9_-]{43}$/) });
export type PrivateEncryptionKey = z.infer<typeof PrivateEncryptionKey>;

export function generateKey(): PrivateKey {
  return PrivateKey.parse(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }));
}

export function generateEncryptionKey(): PrivateEncryptionKey {
  return PrivateEncryptionKey.parse(generateKeyPairSync('x25519').privateKey.export({ format: 'jwk' }));
}

export function publicPart<Key extends PublicKey | EncryptionKey>({
  kty,
  crv,
  x,
}: Key): Pick<Key, 'kty' | 'crv' | 'x'> {
  return { kty, crv, x };
}

/**
 * RFC 7638 thumbprint, base64url SHA-256 of `{"crv":"Ed25519","kty":"OKP","x":"…"}`. It is a key's `kid`
 * everywhere; that of a root key is the node's fingerprint.
 */
export function thumbprint(key: PublicKey | EncryptionKey): string {
  return contentDigest(publicPart(key));
}

/**
 * The 32 bytes of a public key that somebody else made.
 * @throws EwsError `key_weak`: not canonical, of low order, or outside the prime-order group
 */
export function strongPublicBytes(key: PublicKey | EncryptionKey): Uint8Array {
  const name = `${key.crv} ${key.x}`;
  const known = strong.get(name);
  if (known !== undefined) return known;
  const raw = decodeStrong(key);
  if (strong.size >= MAX_STRONG) strong.clear();
  strong.set(name, raw);
  return raw;
}

/** Keys that were found strong: the check costs a millisecond, and a node meets few keys again and again. */
const strong = new Map<string, Uint8Array>();
const MAX_STRONG = 1_024;

function decodeStrong(key: PublicKey | EncryptionKey): Uint8Array {
  let raw: Uint8Array;
  try {
    raw = fromBase64url(key.x);
  } catch (cause) {
    throw new EwsError('key_weak', 'The public key is not canonical base64url.', {}, { cause });
  }
  if (key.crv === 'X25519') requireStrongX25519(raw);
  else requireStrongKey(raw);
  return raw;
}

/** Writes a private key for its owner's eyes only (mode 0600); never over a file that is there. */
export function saveKey(path: string, key: PrivateKey | PrivateEncryptionKey): void {
  writeFileSync(path, `${JSON.stringify({ ...key, kid: thumbprint(key) }, null, 2)}\n`, {
    mode: 0o600,
    flag: 'wx',
  });
  chmodSync(path, 0o600);
}

/** @throws EwsError `config_invalid`: not there, or not a private key */
export function loadKey(path: string): PrivateKey {
  return load(path, PrivateKey, 'Ed25519');
}

/** The same for a key that entries are encrypted to. @throws EwsError `config_invalid` */
export function loadEncryptionKey(path: string): PrivateEncryptionKey {
  return load(path, PrivateEncryptionKey, 'X25519');
}

function load<Key>(path: string, schema: z.ZodType<Key>, curve: string): Key {
  try {
    const { kid: _kid, ...key } = JSON.parse(readFileSync(path, 'utf8'));
    return schema.parse(key);
  } catch (cause) {
    throw new EwsError(
      'config_invalid',
      `${path} does not hold a private key (a JWK of type OKP, curve ${curve}).`,
      { path },
      { cause },
    );
  }
}
