import type { DatedFault, LinkDirection } from '../domain/link.ts';
import type { LogOrigin, NodeId } from '../domain/node-id.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Standing } from './health.ts';
import { createInterruptions, type Interruptions } from './interruptions.ts';
import type { LinkReport } from './report.ts';
import type { LinkFacts } from './verdict.ts';

/** What is kept of one direction besides the facts: what people are shown. Wall times. */
export interface Direction {
  standing: Standing;
  since: EpochMs;
  lastSuccess: EpochMs | undefined;
  lastContact: EpochMs | undefined;
  lastError: DatedFault | undefined;
}

/** The peer's newest report, verified. */
export interface TheirReport {
  readonly report: LinkReport;
  readonly receivedAt: EpochMs;
}

type Mutable<T> = { -readonly [Name in keyof T]: T[Name] };

/** One link while it is watched. */
export interface Watched {
  readonly node: NodeId;
  readonly origin: LogOrigin;
  readonly facts: Mutable<Omit<LinkFacts, 'failsOften'>>;
  readonly interruptions: Interruptions;
  readonly directions: Readonly<Record<LinkDirection, Direction>>;
  /** Good exchanges since the last failure. */
  successesInRow: number;
  lastSuccessAt: number | undefined;
  /** It answered after a gap, and pulls may not have noticed. */
  wasSilent: boolean;
  /** The peer that its log comes through; absent: nobody but itself. */
  via: NodeId | undefined;
  /** Entries of its log here, and as many as it is known to have. */
  held: number | undefined;
  claimed: number | undefined;
  roundTripMs: number | undefined;
  their: TheirReport | undefined;
  /** When the next report is due, by the clock that never jumps. */
  dueAt: number;
  reportsUnderWay: number;
}

export function watched(
  { node, origin }: { readonly node: NodeId; readonly origin: LogOrigin },
  now: number,
  wall: EpochMs,
): Watched {
  const direction = (): Direction => ({
    standing: { state: 'unknown', reason: 'starting', since: now },
    since: wall,
    lastSuccess: undefined,
    lastContact: undefined,
    lastError: undefined,
  });
  return {
    node,
    origin,
    facts: {
      watchedSince: now,
      suspendedHere: false,
      suspendedThere: false,
      hasAddress: true,
      relayedAt: undefined,
      answeredAt: undefined,
      heardAt: undefined,
      pulledAt: undefined,
      pullFailures: 0,
      pullsFailSince: undefined,
      clockOffsetMs: undefined,
      freshAt: undefined,
      behindSince: undefined,
      entryRefusedAt: undefined,
      reports: undefined,
      theirs: undefined,
    },
    interruptions: createInterruptions(),
    directions: { inbound: direction(), outbound: direction() },
    successesInRow: 0,
    lastSuccessAt: undefined,
    wasSilent: false,
    via: undefined,
    held: undefined,
    claimed: undefined,
    roundTripMs: undefined,
    their: undefined,
    dueAt: now,
    reportsUnderWay: 0,
  };
}
