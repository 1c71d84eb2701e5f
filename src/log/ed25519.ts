import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { ED25519_TORSION_SUBGROUP, ed25519 } from '@noble/curves/ed25519.js';
import { toBase64url, toHex } from '../domain/bytes.ts';
import { EwsError } from '../domain/errors.ts';

const MAX_CACHED_KEYS = 256;

const SMALL_ORDER = new Set(ED25519_TORSION_SUBGROUP);
const keyObjects = new Map<string, KeyObject>();

/**
 * Refuses a public key under which somebody could make signatures without a private key, or signatures
 * on which implementations disagree: the key has to be 32 bytes, the canonical encoding (RFC 8032
 * section 5.1.3) of a point of the curve, of the prime-order subgroup, and not of small order.
 * @throws EwsError `key_weak`
 */
export function requireStrongKey(raw: Uint8Array): void {
  const point = decodePoint(raw);
  if (point.isSmallOrder()) throw weak('it is a point of small order');
  if (!point.isTorsionFree()) throw weak('it is not in the prime-order subgroup');
}

/**
 * The 32 bytes of a public key as `node:crypto` wants it. A weak key has no key object.
 * @throws EwsError `key_weak`
 */
export function publicKeyObject(raw: Uint8Array): KeyObject {
  const name = toHex(raw);
  const known = keyObjects.get(name);
  if (known) return known;
  requireStrongKey(raw);
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: toBase64url(raw) }, format: 'jwk' });
  if (keyObjects.size >= MAX_CACHED_KEYS) forgetOldestKey();
  keyObjects.set(name, key);
  return key;
}

/**
 * Whether `signature` (64 bytes: R ‖ S) is the key's signature of `message`, RFC 8032 without cofactor.
 * A signature whose R is of small order never counts: newer releases of Node refuse it, older ones
 * accept it, and two nodes must not differ over one log.
 * @throws EwsError `key_weak`
 */
export function verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const key = publicKeyObject(publicKey);
  // Another encoding of such a point need not be listed: the verifier compares R with canonical bytes.
  if (SMALL_ORDER.has(toHex(signature.subarray(0, 32)))) return false;
  return verify(null, message, key, signature);
}

function decodePoint(raw: Uint8Array) {
  try {
    return ed25519.Point.fromBytes(raw); // strict by default: y below p, no negative zero
  } catch (cause) {
    throw weak('it is not the canonical encoding of a point in 32 bytes', { cause });
  }
}

function forgetOldestKey(): void {
  for (const oldest of keyObjects.keys()) {
    keyObjects.delete(oldest);
    return;
  }
}

function weak(reason: string, options?: ErrorOptions): EwsError {
  return new EwsError('key_weak', `This Ed25519 public key is refused: ${reason}.`, {}, options);
}
