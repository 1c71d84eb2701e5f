import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { fromBase64url } from '../domain/bytes.ts';
import { contentDigest } from '../domain/canonical.ts';
import { EwsError } from '../domain/errors.ts';
import { requireStrongKey } from './ed25519.ts';

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

export function generateKey(): PrivateKey {
  return PrivateKey.parse(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }));
}

export function publicPart({ kty, crv, x }: PublicKey): PublicKey {
  return { kty, crv, x };
}

/**
 * RFC 7638 thumbprint, base64url SHA-256 of `{"crv":"Ed25519","kty":"OKP","x":"…"}`. It is a key's `kid`
 * everywhere; that of a root key is the node's fingerprint.
 */
export function thumbprint(key: PublicKey): string {
  return contentDigest(publicPart(key));
}

/**
 * The 32 bytes of a public key that somebody else made.
 * @throws EwsError `key_weak`: not canonical, of low order, or outside the prime-order group
 */
export function strongPublicBytes(key: PublicKey): Uint8Array {
  const known = strong.get(key.x);
  if (known !== undefined) return known;
  const raw = decodeStrong(key);
  if (strong.size >= MAX_STRONG) strong.clear();
  strong.set(key.x, raw);
  return raw;
}

/** Keys that were found strong: the check costs a millisecond, and a node meets few keys again and again. */
const strong = new Map<string, Uint8Array>();
const MAX_STRONG = 1_024;

function decodeStrong(key: PublicKey): Uint8Array {
  let raw: Uint8Array;
  try {
    raw = fromBase64url(key.x);
  } catch (cause) {
    throw new EwsError('key_weak', 'The public key is not canonical base64url.', {}, { cause });
  }
  requireStrongKey(raw);
  return raw;
}

/** Writes a private key for its owner's eyes only (mode 0600); never over a file that is there. */
export function saveKey(path: string, key: PrivateKey): void {
  writeFileSync(path, `${JSON.stringify({ ...key, kid: thumbprint(key) }, null, 2)}\n`, {
    mode: 0o600,
    flag: 'wx',
  });
  chmodSync(path, 0o600);
}

/** @throws EwsError `config_invalid`: not there, or not a private key */
export function loadKey(path: string): PrivateKey {
  try {
    const { kid: _kid, ...key } = JSON.parse(readFileSync(path, 'utf8'));
    return PrivateKey.parse(key);
  } catch (cause) {
    throw new EwsError(
      'config_invalid',
      `${path} does not hold a private key (a JWK of type OKP, curve Ed25519).`,
      { path },
      { cause },
    );
  }
}
