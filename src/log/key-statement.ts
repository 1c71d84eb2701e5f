import { z } from 'zod';
import { EwsError } from '../domain/errors.ts';
import { LogOrigin, NodeId } from '../domain/node-id.ts';
import { Instant } from '../domain/time.ts';
import { JWS_TYPE, peekJws, verifyJws } from './jws.ts';
import { PublicKey, strongPublicBytes, thumbprint } from './keys.ts';

const common = {
  v: z.literal(1),
  node: NodeId,
  key: PublicKey,
  /** RFC 7638 thumbprint of the root that will follow this one: whoever steals the root cannot choose it. */
  nextRoot: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  issued: Instant,
};

/**
 * What a root key says of another key: `{"v":1,"node","use","key","nextRoot","issued"}` and, for `log`, the
 * origin and the first sequence number that it signs; for `cosigner` and `request`, the time for which it
 * holds. The JWS header carries the root's public key as `jwk`.
 */
export const KeyStatement = z.discriminatedUnion('use', [
  z.looseObject({ use: z.literal('log'), ...common, log: LogOrigin, fromSeq: z.number().int().min(0) }),
  z.looseObject({ use: z.literal('cosigner'), ...common, notBefore: Instant, notAfter: Instant }),
  z.looseObject({ use: z.literal('request'), ...common, notBefore: Instant, notAfter: Instant }),
]);
export type KeyStatement = z.infer<typeof KeyStatement>;

/** The keys of a node, as its root says. */
export interface NodeKeys {
  readonly node: NodeId;
  readonly fingerprint: string;
  readonly statements: readonly KeyStatement[];
}

/** At most this many statements are read of one node. */
const MAX_STATEMENTS = 256;

/**
 * Verifies a chain of key statements down from a root key's fingerprint.
 * @throws EwsError `key_statement_invalid`, `fingerprint_mismatch` (signed by another root), `key_weak`
 */
export async function verifyKeyStatements(
  statements: readonly string[],
  node: NodeId,
  fingerprint: string,
): Promise<NodeKeys> {
  if (statements.length > MAX_STATEMENTS) {
    throw new EwsError('key_statement_invalid', `More than ${MAX_STATEMENTS} key statements.`);
  }
  const verified: KeyStatement[] = [];
  for (const statement of statements) verified.push(await verifyKeyStatement(statement, node, fingerprint));
  for (const use of ['log', 'cosigner', 'request'] as const) {
    if (!verified.some((statement) => statement.use === use)) {
      throw new EwsError('key_statement_invalid', `No key statement names a ${use} key.`, { node, use });
    }
  }
  return { node, fingerprint, statements: verified };
}

async function verifyKeyStatement(jws: string, node: NodeId, fingerprint: string): Promise<KeyStatement> {
  // The root key comes from whoever is being enrolled; only its thumbprint, which came another way, makes it one.
  const root = PublicKey.safeParse(peekJws(jws)?.jwk);
  if (!root.success)
    throw new EwsError('key_statement_invalid', 'A key statement carries no root key in its header.');
  if (thumbprint(root.data) !== fingerprint) {
    throw new EwsError(
      'fingerprint_mismatch',
      'A key statement is signed by another root key than the fingerprint names.',
      {
        expected: fingerprint,
        found: thumbprint(root.data),
      },
    );
  }
  strongPublicBytes(root.data);
  const payload = KeyStatement.safeParse(
    await verifyJws(jws, JWS_TYPE.keyStatement, root.data, 'key_statement_invalid'),
  );
  if (!payload.success) throw new EwsError('key_statement_invalid', z.prettifyError(payload.error));
  if (payload.data.node !== node) {
    throw new EwsError('key_statement_invalid', `A key statement is for ${payload.data.node}, not ${node}.`);
  }
  strongPublicBytes(payload.data.key);
  return payload.data;
}

/** The log key that signs sequence number `seq` of a log: that of the last statement that starts at or before it. */
export function logKeyAt(keys: NodeKeys, origin: LogOrigin, seq: number): PublicKey {
  const valid = keys.statements
    .filter((s) => s.use === 'log' && s.log === origin && s.fromSeq <= seq)
    .sort((a, b) => (a.use === 'log' && b.use === 'log' ? b.fromSeq - a.fromSeq : 0))[0];
  if (valid === undefined) {
    throw new EwsError('key_unknown', `No log key of ${origin} is valid for sequence number ${seq}.`, {
      origin,
      seq,
    });
  }
  return valid.key;
}

/** The key that signs a checkpoint of `size`: the one valid for its last entry. */
export function checkpointKey(keys: NodeKeys, origin: LogOrigin, size: number): PublicKey {
  return logKeyAt(keys, origin, Math.max(0, size - 1));
}

/** The request or cosigner keys that hold at a time, newest statement last. */
export function keysAt(keys: NodeKeys, use: 'cosigner' | 'request', at: number): PublicKey[] {
  return keys.statements
    .filter((s) => s.use === use && Date.parse(s.notBefore) <= at && at < Date.parse(s.notAfter))
    .map((s) => s.key);
}
