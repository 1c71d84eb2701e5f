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
  const kid = kidOf(key);
  const header = { alg: ALGORITHM, typ: type, kid, ...(embed ? { jwk: publicPart(key) } : {}) };
  return signCompact(header, payload, key);
}

/** A JWT (RFC 7519), `alg` `EdDSA`: the one name of this algorithm that @fastify/jwt knows. */
export function signJwt(claims: unknown, key: PrivateKey): string {
  return signCompact({ alg: 'EdDSA', typ: 'JWT', kid: kidOf(key) }, claims, key);
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
    const parts = splitCompact(jws);
    requireHeader(parts, type, key);
    if (!isSignedBy(parts, key)) throw new Error('verification failed');
    return readPayload(parts);
  } catch (cause) {
    throw notHolding(type, code, cause);
  }
}

/**
 * What `readVerifiedJws` returns, and all that it refuses, but for the signature itself: that is left to
 * `hasSignature` (jws-signature.ts). For bytes whose origin another signature vouches for.
 * @throws EwsError with `code`
 */
export function readUncheckedJws(jws: string, type: JwsType, key: PublicKey, code: ErrorCode): unknown {
  try {
    const parts = splitCompact(jws);
    requireHeader(parts, type, key);
    requireSignatureForm(parts);
    return readPayload(parts);
  } catch (cause) {
    throw notHolding(type, code, cause);
  }
}

interface CompactParts {
  readonly jws: string;
  readonly header: string;
  readonly payload: string;
  readonly signature: string;
}

function splitCompact(jws: string): CompactParts {
  const first = jws.indexOf('.');
  const second = jws.indexOf('.', first + 1);
  const signature = jws.slice(second + 1);
  if (first < 0 || second < 0 || signature === '' || signature.includes('.'))
    throw new Error('it is not a compact JWS');
  return { jws, header: jws.slice(0, first), payload: jws.slice(first + 1, second), signature };
}

function requireHeader({ jws, header: encoded }: CompactParts, type: JwsType, key: PublicKey): void {
  const header = headerOf(jws, encoded);
  if (header.alg !== ALGORITHM) throw new Error(`alg is ${String(header.alg)}, not ${ALGORITHM}`);
  if (header.crit !== undefined) throw new Error('it has critical headers, of which none is known');
  if (header.typ !== type) throw new Error(`typ is ${String(header.typ)}, not ${type}`);
  if (header.kid !== kidOf(key)) throw new Error('kid is not that of the key');
}

function isSignedBy({ jws, signature }: CompactParts, key: PublicKey): boolean {
  const signed = utf8(jws.slice(0, -signature.length - 1));
  return verifyEd25519(strongPublicBytes(key), signed, fromBase64url(signature));
}

const SIGNATURE_FORM = /^[A-Za-z0-9_-]{85}[AQgw]$/;

function requireSignatureForm({ signature }: CompactParts): void {
  if (!SIGNATURE_FORM.test(signature)) throw new Error('its signature is not 64 bytes in base64url');
}

const text = new TextDecoder('utf-8', { fatal: true });

function readPayload({ payload }: CompactParts): unknown {
  return JSON.parse(text.decode(fromBase64url(payload)));
}

type Header = ReturnType<typeof decodeProtectedHeader>;

/** All entries of a log have the header of its key, and a node has few keys. */
const headers = new Map<string, Header>();
const kids = new Map<string, string>();
const MOST_REMEMBERED = 256;

function headerOf(jws: string, encoded: string): Header {
  return remembered(headers, encoded, () => decodeProtectedHeader(jws));
}

function kidOf(key: PublicKey): string {
  return remembered(kids, key.x, () => thumbprint(key));
}

function remembered<T>(known: Map<string, T>, name: string, make: () => T): T {
  const held = known.get(name);
  if (held !== undefined) return held;
  const made = make();
  if (known.size >= MOST_REMEMBERED) known.clear();
  known.set(name, made);
  return made;
}

function notHolding(type: JwsType, code: ErrorCode, cause: unknown): EwsError {
  return new EwsError(
    code,
    `The signature of this ${type} does not hold: ${(cause as Error).message}.`,
    {},
    { cause },
  );
}
