import { z } from 'zod';
import { EwsError } from '../domain/errors.ts';
import { LogOrigin, NodeId } from '../domain/node-id.ts';
import { type EpochMs, Instant } from '../domain/time.ts';
import { EncryptionKey, PublicKey, thumbprint } from './keys.ts';

const Thumbprint = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

/** In the order in which statements are written. */
const stated = <Key extends z.ZodType>(key: Key) => ({
  v: z.literal(1),
  node: NodeId,
  key,
  /** RFC 7638 thumbprint of the root that will follow the one that signs: whoever steals a root cannot choose it. */
  nextRoot: Thumbprint,
  issued: Instant,
});
const common = stated(PublicKey);
const { key: _key, ...signed } = common;
const period = { notBefore: Instant, notAfter: Instant };

/**
 * What a root key says of another key: `{"v":1,"node","use","key","nextRoot","issued"}` and, for `log`, the
 * origin and the first sequence number that it signs; for `cosigner`, `request` and `encryption` (an X25519 key),
 * the time for which it holds; for `root`, the new root itself, what was said before (`prior`: base64url SHA-256
 * of the compact JWS before it, one a line). The JWS header carries the root's public key as `jwk`.
 */
export const KeyStatement = z.discriminatedUnion('use', [
  z.looseObject({ use: z.literal('log'), ...common, log: LogOrigin, fromSeq: z.number().int().min(0) }),
  z.looseObject({ use: z.literal('cosigner'), ...common, ...period }),
  z.looseObject({ use: z.literal('request'), ...common, ...period }),
  z.looseObject({ use: z.literal('encryption'), ...stated(EncryptionKey), ...period }),
  z.looseObject({ use: z.literal('root'), ...common, prior: Thumbprint }),
]);
export type KeyStatement = z.infer<typeof KeyStatement>;

/**
 * What a root key says of a key that is not to be trusted any more: `revoked` is its thumbprint. Of a log key it
 * names `lastSize`, the largest size of the log for which its signatures still count; of another, `from` when on
 * they do not.
 */
export const Revocation = z
  .looseObject({
    use: z.literal('revocation'),
    ...signed,
    revoked: Thumbprint,
    lastSize: z.number().int().min(0).optional(),
    from: Instant.optional(),
  })
  .refine(({ lastSize, from }) => (lastSize === undefined) !== (from === undefined), {
    message: 'names either lastSize or from',
  });
export type Revocation = z.infer<typeof Revocation>;

export type Statement = KeyStatement | Revocation;

/** Uses whose keys hold for a time, and may overlap. */
export type TimedUse = 'cosigner' | 'request' | 'encryption';
export const TIMED_USES: readonly TimedUse[] = ['cosigner', 'request', 'encryption'];

/** The keys of a node, as its root says. */
export interface NodeKeys {
  readonly node: NodeId;
  /** Of the root from which they were verified. */
  readonly fingerprint: string;
  /** Of the root that signs new statements, and of the one that will follow it. */
  readonly root: string;
  readonly nextRoot: string;
  readonly statements: readonly KeyStatement[];
  readonly revocations: readonly Revocation[];
}

type Keys = Pick<NodeKeys, 'statements' | 'revocations'>;

/**
 * The log key that signs sequence number `seq` of a log: that of the last statement that starts at or before it.
 * @throws EwsError `key_unknown`: there is none · `key_revoked`: the entry is beyond the last size for which it counts
 */
export function logKeyAt(keys: Keys, origin: LogOrigin, seq: number): PublicKey {
  const { key } = logStatementAt(keys, origin, seq);
  const lastSize = lastTrustedSize(keys, key);
  if (lastSize === undefined || seq < lastSize) return key;
  throw new EwsError(
    'key_revoked',
    `The key of ${origin} for number ${seq} was revoked: it counts up to size ${lastSize}.`,
    { origin, seq, lastSize, kid: thumbprint(key) },
  );
}

function logStatementAt(keys: Keys, origin: LogOrigin, seq: number) {
  const due = logStatements(keys, origin).findLast(({ fromSeq }) => fromSeq <= seq);
  if (due !== undefined) return due;
  throw new EwsError('key_unknown', `No log key of ${origin} is valid for sequence number ${seq}.`, {
    origin,
    seq,
  });
}

/** Those of one log in their order, which is that of their first sequence numbers. */
export function logStatements(keys: Pick<NodeKeys, 'statements'>, origin: LogOrigin) {
  return keys.statements.filter((each) => each.use === 'log').filter(({ log }) => log === origin);
}

/** The largest size for which a revoked log key's signatures count; undefined: it was not revoked. */
function lastTrustedSize({ revocations }: Keys, key: PublicKey): number | undefined {
  const kid = thumbprint(key);
  const sizes = revocations.flatMap(({ revoked, lastSize }) =>
    revoked === kid && lastSize !== undefined ? [lastSize] : [],
  );
  return sizes.length === 0 ? undefined : Math.min(...sizes);
}

/** The newest log key, which signs the node document. @throws EwsError `key_unknown`, `key_revoked` */
export function documentKey(keys: Keys, origin: LogOrigin): PublicKey {
  return logKeyAt(keys, origin, Number.MAX_SAFE_INTEGER);
}

/**
 * The key that signs a checkpoint of `size`: the one valid for its last entry.
 * @throws EwsError `key_unknown`, `key_revoked`
 */
export function checkpointKey(keys: Keys, origin: LogOrigin, size: number): PublicKey {
  // The empty tree has one root: that a revoked key signed it says nothing that is not so.
  return size === 0 ? logStatementAt(keys, origin, 0).key : logKeyAt(keys, origin, size - 1);
}

/** Whether a statement's key counts at a time: within its period, and before its revocation. */
function isHolding({ revocations }: Keys, statement: KeyStatement & { use: TimedUse }, at: EpochMs): boolean {
  const kid = thumbprint(statement.key);
  const revoked = revocations.some((each) => each.revoked === kid && at >= Date.parse(each.from ?? ''));
  return Date.parse(statement.notBefore) <= at && at < Date.parse(statement.notAfter) && !revoked;
}

/** The keys of a use that hold at a time, newest statement last. */
export function keysAt(keys: Keys, use: 'cosigner' | 'request', at: EpochMs): PublicKey[] {
  return keys.statements.flatMap((each) => (each.use === use && isHolding(keys, each, at) ? [each.key] : []));
}

/** The key to encrypt to at a time: the newest that holds; undefined: there is none. */
export function encryptionKeyAt(keys: Keys, at: EpochMs): EncryptionKey | undefined {
  return keys.statements
    .filter((each) => each.use === 'encryption')
    .findLast((each) => isHolding(keys, each, at))?.key;
}

/** Whether a key of a use counts at a time; one that was stated twice holds in both times. */
export function holdsAt(keys: Keys, use: 'cosigner' | 'request', key: PublicKey, at: EpochMs): boolean {
  return keysAt(keys, use, at).some(({ x }) => x === key.x);
}
