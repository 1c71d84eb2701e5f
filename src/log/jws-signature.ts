import { fromBase64url } from '../domain/bytes.ts';
import { verifyEd25519 } from './ed25519.ts';

/** A compact JWS, and the 32 bytes of the key that is to have signed it. */
export interface SignedBy {
  readonly jws: string;
  readonly publicKey: Uint8Array;
}

/** Whether the signature of a compact JWS holds; its header was looked at before, and is not here. */
export function hasSignature({ jws, publicKey }: SignedBy): boolean {
  const end = jws.lastIndexOf('.');
  try {
    return verifyEd25519(
      publicKey,
      Buffer.from(jws.slice(0, end), 'latin1'),
      fromBase64url(jws.slice(end + 1)),
    );
  } catch {
    // Not base64url, or a key that is refused: nothing that anybody could have signed with.
    return false;
  }
}
