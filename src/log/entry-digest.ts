import { hash } from 'node:crypto';
import { HASH_LENGTH, type Hash, leafHash, requireHash } from './merkle.ts';

export const DIGEST_LENGTH = HASH_LENGTH;

/** The log's entry for an item: the 32 bytes SHA-256(compact JWS), which show nothing of its content. */
export function entryDigest(jws: string): Uint8Array {
  return new Uint8Array(hash('sha256', jws, 'buffer'));
}

/**
 * The leaf hash of an entry: SHA-256(0x00 ‖ digest).
 * @throws EwsError `proof_malformed`: not 32 bytes
 */
export function entryLeaf(digest: Uint8Array): Hash {
  requireHash(digest);
  return leafHash(digest);
}
