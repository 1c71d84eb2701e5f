import { createHash } from 'node:crypto';
import { z } from 'zod';
import { toBase64url, utf8 } from '../domain/bytes.ts';
import { CountryCode, LogOrigin, NodeId } from '../domain/node-id.ts';
import { Instant } from '../domain/time.ts';

/** The wire, version 1: paths, headers, and the shape of everything that is sent. docs/protocol.md is its text. */
export const PATHS = {
  nodeDocument: '/.well-known/ews-node',
  logs: '/federation/v1/logs',
  nodes: '/federation/v1/nodes',
  hints: '/federation/v1/hints',
  linkReport: '/federation/v1/link-report',
  addCheckpoint: '/federation/v1/add-checkpoint',
  cosignatures: '/federation/v1/cosignatures',
  checkpoints: '/federation/v1/checkpoints',
} as const;

/** What a node offers beyond what every node does, as its document names it. */
export const CAPABILITY = {
  pull: 'pull',
  longPoll: 'long-poll',
  hint: 'hint',
  linkReport: 'link-report',
  relay: 'relay',
  witness: 'witness',
} as const;

/** A log in a path: lowercase hex SHA-256 of its origin line. */
export function logPathName(origin: LogOrigin): string {
  return createHash('sha256').update(utf8(origin)).digest('hex');
}

export const HEADERS = {
  /** The signed cursor of whoever pulls. */
  cursor: 'ews-cursor',
  /** When a request arrived and when its answer left, in milliseconds since 1970, for measuring clocks. */
  received: 'ews-received',
  sent: 'ews-sent',
} as const;

export const LIMITS = {
  nodeDocumentBytes: 256 * 1024,
  hintBytes: 4 * 1024,
  linkReportBytes: 4 * 1024,
  cursorBytes: 8 * 1024,
  /** The proof of an `add-checkpoint`, and a signed note. */
  addCheckpointBytes: 72 * 1024,
  cosignatureBytes: 8 * 1024,
  /** Checkpoints in one exchange of those that are held, forks, and bytes of it. */
  knownCheckpoints: 128,
  knownForks: 16,
  knownCheckpointsBytes: 256 * 1024,
  entriesPerPage: 1_000,
  pageBytes: 16 * 1024 * 1024,
  /** One line of a page: an entry, in JSON. */
  lineBytes: 300 * 1024,
  waitSeconds: 25,
  heartbeatSeconds: 5,
  missingRanges: 64,
  tokenSeconds: 60,
  /** How far two clocks may be apart before a token is refused for its time. */
  clockToleranceSeconds: 30,
} as const;

/**
 * What a node says of itself at `/.well-known/ews-node`: a JWS by its log key. `statements` are the key
 * statements of its root, each a compact JWS; they alone make keys valid.
 */
export const NodeDocument = z.looseObject({
  v: z.literal(1),
  node: NodeId,
  country: CountryCode,
  url: z.url().max(500),
  log: LogOrigin,
  protocols: z.array(z.string().max(20)).min(1).max(20),
  capabilities: z.array(z.string().max(60)).max(60),
  statements: z.array(z.string().max(8_192)).min(3).max(256),
});
export type NodeDocument = z.infer<typeof NodeDocument>;

/** Claims of a request token: a JWT by the caller's request key, for one request to one node. */
export const RequestClaims = z.looseObject({
  iss: NodeId,
  aud: NodeId,
  /** Seconds since 1970; up to the end of the year 9999. */
  iat: z.number().int().min(0).max(253_402_300_799),
  exp: z.number().int().min(0).max(253_402_300_799),
  jti: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
  /** Method, and path with its query. */
  htm: z.enum(['GET', 'POST']),
  path: z.string().max(2_000),
  /** base64url SHA-256 of the body; of nothing, where there is none. */
  digest: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
});
export type RequestClaims = z.infer<typeof RequestClaims>;

export function bodyDigest(body: string | Uint8Array): string {
  return toBase64url(createHash('sha256').update(body).digest());
}

const Range = z.tuple([z.number().int().min(0), z.number().int().min(1)]);

/** The header `EWS-Cursor`: what the puller holds of a log. Its receipt: cumulative, the newest counts. */
export const Cursor = z.looseObject({
  v: z.literal(1),
  node: NodeId,
  log: LogOrigin,
  size: z.number().int().min(0),
  /** base64 of the root at that size */
  root: z.string().max(44),
  /** Ranges `[from, to)` of entries addressed to it that it holds only sealed. */
  missing: z.array(Range).max(LIMITS.missingRanges),
  time: Instant,
});
export type Cursor = z.infer<typeof Cursor>;

/** "My log has grown": losing one costs time, never data. */
export const Hint = z.looseObject({
  v: z.literal(1),
  node: NodeId,
  log: LogOrigin,
  size: z.number().int().min(0),
});
export type Hint = z.infer<typeof Hint>;

/** 32 bytes in base64url; the last digit holds four bits, and has no others set. */
const Digest = z.string().regex(/^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/);

/** A line of a page; the last one holds the checkpoint. */
export const PageLine = z.union([
  z.strictObject({ seq: z.number().int().min(0), jws: z.string() }),
  // `lost`: by the entry's own node, which has not got its content back, and so cannot say whom it is addressed to.
  z.strictObject({ seq: z.number().int().min(0), sealed: Digest, lost: z.literal(true).optional() }),
  z.strictObject({ heartbeat: z.literal(true) }),
  z.strictObject({ checkpoint: z.string().max(65_536), consistency: z.array(z.string().length(44)).max(64) }),
]);
export type PageLine = z.infer<typeof PageLine>;

/** The checkpoints that a node holds: signed notes. */
export const KnownCheckpoints = z.looseObject({
  checkpoints: z.array(z.string().max(2_000)).max(LIMITS.knownCheckpoints),
  /** Evidence of forks that stands in no entry yet; each is verified for itself. */
  forks: z.array(z.unknown()).max(LIMITS.knownForks).optional(),
});
export type KnownCheckpoints = z.infer<typeof KnownCheckpoints>;

/** A number in a query: plain digits, nothing that only looks like a number. */
function wholeNumber(min: number, max: number) {
  return z
    .string()
    .regex(/^(0|[1-9][0-9]{0,15})$/, 'a whole number in plain digits')
    .transform(Number)
    .pipe(z.number().int().min(min).max(max));
}

export const PullQuery = z.strictObject({
  from: wholeNumber(0, Number.MAX_SAFE_INTEGER),
  limit: wholeNumber(1, LIMITS.entriesPerPage).default(LIMITS.entriesPerPage),
  wait: wholeNumber(0, LIMITS.waitSeconds).default(0),
});
