import { createPrivateKey, type KeyObject } from 'node:crypto';

/** What stands before the 32 bytes of a seed in PKCS #8 (RFC 8410). */
const PKCS8 = {
  Ed25519: '302e020100300506032b657004220420',
  X25519: '302e020100300506032b656e04220420',
} as const;

export type Curve = keyof typeof PKCS8;

/** The private key of a seed of 32 bytes: worth nothing outside of tests, and the same whenever it is made. */
export function keyOfSeed(curve: Curve, seed: Uint8Array): KeyObject {
  const der = Buffer.concat([Buffer.from(PKCS8[curve], 'hex'), seed]);
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}

/** The same as a JWK. */
export function jwkOfSeed<Of extends Curve>(
  curve: Of,
  seed: Uint8Array,
): { kty: 'OKP'; crv: Of; x: string; d: string } {
  const { x = '', d = '' } = keyOfSeed(curve, seed).export({ format: 'jwk' });
  return { kty: 'OKP', crv: curve, x, d };
}
