import { CompactSign, compactVerify, decodeProtectedHeader, importJWK } from 'jose';
import { utf8 } from '../domain/bytes.ts';
import { type ErrorCode, EwsError } from '../domain/errors.ts';
import { type PrivateKey, type PublicKey, publicPart, thumbprint } from './keys.ts';

/** Every kind of signed document has its own `typ`, so that none can pass for another. */
export const JWS_TYPE = {
  keyStatement: 'ews-key+jws',
  nodeDocument: 'ews-node+jws',
  entry: 'ews-entry+jws',
  cursor: 'ews-cursor+jws',
  hint: 'ews-hint+jws',
  linkReport: 'ews-link-report+jws',
} as const;
export type JwsType = (typeof JWS_TYPE)[keyof typeof JWS_TYPE];

/** The name that RFC 9864 gives to EdDSA on this curve. */
const ALGORITHM = 'Ed25519';

/**
 * Signs a payload as a compact JWS: `{"alg":"Ed25519","typ":<type>,"kid":<thumbprint>}` . payload . signature.
 * With `embed`, the header also carries the public key as `jwk` (key statements: whoever reads one may not
 * have the root key yet).
 */
export async function signJws(
  type: JwsType,
  payload: unknown,
  key: PrivateKey,
  embed = false,
): Promise<string> {
  return new CompactSign(utf8(JSON.stringify(payload)))
    .setProtectedHeader({
      alg: ALGORITHM,
      typ: type,
      kid: thumbprint(key),
      ...(embed ? { jwk: publicPart(key) } : {}),
    })
    .sign(await importJWK(key, ALGORITHM));
}

/** The parts of a compact JWS that can be read before it is verified. Believe none of it yet. */
export function peekJws(jws: string): { readonly kid: string; readonly jwk: unknown } | undefined {
  try {
    const { kid, jwk } = decodeProtectedHeader(jws);
    return typeof kid === 'string' ? { kid, jwk } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Verifies a compact JWS with a key that was chosen beforehand, and returns its payload as parsed JSON.
 * Algorithm and `typ` are pinned: neither is taken from the header.
 * @throws EwsError with `code`
 */
export async function verifyJws(
  jws: string,
  type: JwsType,
  key: PublicKey,
  code: ErrorCode,
): Promise<unknown> {
  try {
    const { payload, protectedHeader } = await compactVerify(jws, await importJWK(key, ALGORITHM), {
      algorithms: [ALGORITHM],
    });
    if (protectedHeader.typ !== type) throw new Error(`typ is ${String(protectedHeader.typ)}, not ${type}`);
    if (protectedHeader.kid !== thumbprint(key)) throw new Error('kid is not that of the key');
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
  } catch (cause) {
    throw new EwsError(
      code,
      `The signature of this ${type} does not hold: ${(cause as Error).message}.`,
      {},
      { cause },
    );
  }
}
