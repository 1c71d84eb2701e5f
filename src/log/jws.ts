import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { decodeProtectedHeader } from 'jose';
import { fromBase64url, toBase64url, utf8 } from '../domain/bytes.ts';
import { type ErrorCode, EwsError } from '../domain/errors.ts';
import { verifyEd25519 } from './ed25519.ts';
import { type PrivateKey, type PublicKey, publicPart, strongPublicBytes, thumbprint } from './keys.ts';

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
  const kid = thumbprint(key);
  const header = { alg: ALGORITHM, typ: type, kid, ...(embed ? { jwk: publicPart(key) } : {}) };
  return signCompact(header, payload, key);
}

/** A JWT (RFC 7519), `alg` `EdDSA`: the one name of this algorithm that @fastify/jwt knows. */
export function signJwt(claims: unknown, key: PrivateKey): string {
  return signCompact({ alg: 'EdDSA', typ: 'JWT', kid: thumbprint(key) }, claims, key);
}

function signCompact(header: object, payload: unknown, key: PrivateKey): string {
  const input = `${toBase64url(utf8(JSON.stringify(header)))}.${toBase64url(utf8(JSON.stringify(payload)))}`;
  return `${input}.${toBase64url(sign(null, utf8(input), secretOf(key)))}`;
}

/** Reading a key costs more than signing with it, and a node has few. */
const secrets = new WeakMap<PrivateKey, KeyObject>();

function secretOf(key: PrivateKey): KeyObject {
  const known = secrets.get(key) ?? createPrivateKey({ key, format: 'jwk' });
  secrets.set(key, known);
  return known;
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
  return readVerifiedJws(jws, type, key, code);
}

/** The same at once. Nothing in here waits, so that a simulated node does the same in the same order. */
export function readVerifiedJws(jws: string, type: JwsType, key: PublicKey, code: ErrorCode): unknown {
  try {
    const { header, payload, signature, signed } = splitCompact(jws);
    if (header.alg !== ALGORITHM) throw new Error(`alg is ${String(header.alg)}, not ${ALGORITHM}`);
    if (header.crit !== undefined) throw new Error('it has critical headers, of which none is known');
    if (!verifyEd25519(strongPublicBytes(key), signed, signature)) throw new Error('verification failed');
    if (header.typ !== type) throw new Error(`typ is ${String(header.typ)}, not ${type}`);
    if (header.kid !== thumbprint(key)) throw new Error('kid is not that of the key');
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

function splitCompact(jws: string) {
  const [header = '', payload = '', signature = '', ...more] = jws.split('.');
  if (more.length > 0 || signature === '') throw new Error('it is not a compact JWS');
  return {
    header: decodeProtectedHeader(jws),
    payload: fromBase64url(payload),
    signature: fromBase64url(signature),
    signed: utf8(`${header}.${payload}`),
  };
}
