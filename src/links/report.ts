import { z } from 'zod';
import { EwsError } from '../domain/errors.ts';
import { FaultSide, LinkState } from '../domain/link.ts';
import { NodeId } from '../domain/node-id.ts';
import { type EpochMs, formatInstant, Instant } from '../domain/time.ts';
import { LIMITS } from '../federation/protocol.ts';
import { JWS_TYPE, verifyJws } from '../log/jws.ts';
import type { PublicKey } from '../log/keys.ts';

/** 128 random bits in base64url. */
const Id = z.string().regex(/^[A-Za-z0-9_-]{22}$/);
/** Words of later versions are shown as they are: a reason, a class or a code that is not known here. */
const Word = z.string().regex(/^[a-z][a-z_]{0,59}$/);
/** Up to the age of a man. */
const Ago = z.number().int().min(0).max(3_000_000_000_000);
const Count = z.number().int().min(0);

/**
 * How one node sees one direction of its link to another. Times are ages, in milliseconds before `issued`, so
 * that they mean the same to a reader whose clock is off.
 */
const DirectionReport = z.object({
  state: LinkState,
  reason: Word,
  forMs: Ago,
  successMsAgo: Ago.optional(),
  contactMsAgo: Ago.optional(),
  checkpointAgeMs: Ago.optional(),
  behind: Count.optional(),
  roundTripMs: Count.optional(),
  clockOffsetMs: z.number().int().optional(),
  error: z.object({ class: Word, code: Word, side: FaultSide, msAgo: Ago }).optional(),
});
export type DirectionReport = z.infer<typeof DirectionReport>;

/**
 * `{"v":1,"node","about","id","issued","expires","size","inbound","outbound"}`, and in an answer `reply`: the id
 * of the report that it answers. `inbound` are the data of `about` on their way to `node`.
 */
export const LinkReport = z.object({
  v: z.literal(1),
  node: NodeId,
  about: NodeId,
  id: Id,
  reply: Id.optional(),
  issued: Instant,
  expires: Instant,
  /** Size of the log of `node`. */
  size: Count,
  inbound: DirectionReport,
  outbound: DirectionReport,
});
export type LinkReport = z.infer<typeof LinkReport>;

/** For how long a report counts. */
export const REPORT_SECONDS = 30;

/** What a report has to be in order to be one for this exchange. */
export interface Expected {
  readonly node: NodeId;
  readonly about: NodeId;
  /** The id of our own report, where this one has to answer it. */
  readonly reply: string | undefined;
  /** The time by the clock that dated the report. */
  readonly now: EpochMs;
}

/**
 * Opens a report with a key that was chosen beforehand.
 * @throws EwsError `report_invalid`: signature or form · `report_misdirected`: of or about another node, or in
 * answer to another report · `report_expired`: dated outside the time for which a report counts
 */
export async function openReport(jws: string, key: PublicKey, expected: Expected): Promise<LinkReport> {
  if (jws.length > LIMITS.linkReportBytes)
    throw new EwsError('report_invalid', `A link report has at most ${LIMITS.linkReportBytes} bytes.`);
  const parsed = LinkReport.safeParse(await verifyJws(jws, JWS_TYPE.linkReport, key, 'report_invalid'));
  if (!parsed.success) {
    throw new EwsError(
      'report_invalid',
      `This link report is not of its kind: ${z.prettifyError(parsed.error)}`,
    );
  }
  requireAddressed(parsed.data, expected);
  requireTime(parsed.data, expected.now);
  return parsed.data;
}

function requireAddressed({ node, about, reply }: LinkReport, expected: Expected): void {
  if (node !== expected.node || about !== expected.about) {
    throw new EwsError(
      'report_misdirected',
      `A report of ${node} about ${about}, where one of ${expected.node} about ${expected.about} is due.`,
    );
  }
  if (reply !== expected.reply) {
    throw new EwsError('report_misdirected', 'This report answers another one than the one that was sent.');
  }
}

function requireTime({ issued, expires }: LinkReport, now: EpochMs): void {
  const [from, until] = [Date.parse(issued), Date.parse(expires)];
  const tolerance = LIMITS.clockToleranceSeconds * 1000;
  const isShort = until > from && until - from <= LIMITS.tokenSeconds * 1000;
  if (isShort && now >= from - tolerance && now < until + tolerance) return;
  throw new EwsError(
    'report_expired',
    `This link report counts from ${issued} to ${expires}, at most ${LIMITS.tokenSeconds} s; it is ${formatInstant(now)}.`,
  );
}

/** A report that was verified when it came, and kept since. Undefined: of a form that is not read any more. */
export function openKept(kept: {
  readonly jws: string;
  readonly receivedAt: EpochMs;
}): { readonly report: LinkReport; readonly receivedAt: EpochMs } | undefined {
  try {
    const payload = JSON.parse(Buffer.from(kept.jws.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return { report: LinkReport.parse(payload), receivedAt: kept.receivedAt };
  } catch {
    return undefined;
  }
}
