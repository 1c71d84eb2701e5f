import { toHex } from '../domain/bytes.ts';
import { EwsError } from '../domain/errors.ts';

const LENGTH = 32;

/** 2^255 - 19, little-endian: a coordinate that is not below it has another encoding, too. */
const P = 2n ** 255n - 19n;

/**
 * Coordinates u of points of small order, on the curve or its twist: whatever the other side's secret is, what
 * the two have in common is zero. (RFC 7748 section 6.1; the list is that of cr.yp.to/ecdh.html without those
 * encodings that are not canonical.)
 */
const SMALL_ORDER = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
]);

/**
 * Refuses an X25519 public key under which a secret would be shared with everybody, or that has more than one
 * encoding: it has to be 32 bytes, the little-endian form of a number below 2^255 - 19, and not of small order.
 * @throws EwsError `key_weak`
 */
export function requireStrongX25519(raw: Uint8Array): void {
  if (raw.length !== LENGTH) throw weak(`it has ${raw.length} bytes, not ${LENGTH}`);
  if (BigInt(`0x${toHex(raw.toReversed())}`) >= P)
    throw weak('it is not the canonical encoding of a coordinate');
  if (SMALL_ORDER.has(toHex(raw))) throw weak('it is a point of small order');
}

function weak(reason: string): EwsError {
  return new EwsError('key_weak', `This X25519 public key is refused: ${reason}.`);
}
