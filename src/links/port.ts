import type { LinkDirection, LinkReason, LinkState } from '../domain/link.ts';
import type { NodeId } from '../domain/node-id.ts';
import type { EpochMs } from '../domain/time.ts';
import type { UsedToken } from '../federation/port.ts';

/** A direction of a link got another state, or the same one for another reason. */
export interface LinkChange {
  readonly peer: NodeId;
  readonly direction: LinkDirection;
  readonly state: LinkState;
  readonly reason: LinkReason;
  readonly at: EpochMs;
}

/** A change with the moment of the one after it; undefined: it holds. */
export interface LinkSpell extends LinkChange {
  readonly until: EpochMs | undefined;
}

/** Measures of a link at a moment, or over the time of a coarser resolution from then on. */
export interface LinkSample {
  readonly peer: NodeId;
  readonly at: EpochMs;
  /** For how long it stands. */
  readonly seconds: number;
  readonly roundTripMs: number | undefined;
  readonly clockOffsetMs: number | undefined;
  readonly checkpointAgeSeconds: number | undefined;
  readonly entriesBehind: number | undefined;
}

/** The newest report of a peer, as it came. */
export interface KeptReport {
  readonly peer: NodeId;
  readonly jws: string;
  readonly receivedAt: EpochMs;
}

/**
 * From which age on measures are kept at which resolution, and when they are forgotten. Over the time of a
 * coarser one, round trip and offset are averages, age and backlog the worst.
 */
export interface Retention {
  readonly steps: readonly {
    readonly fromSeconds: number;
    readonly toSeconds: number;
    readonly afterMs: number;
  }[];
  readonly forgetAfterMs: number;
}

/** What link health needs of the store. Nothing here was promised to anybody: NORMAL. */
export interface LinkStore {
  recordChange(change: LinkChange): Promise<void>;
  recordSamples(samples: readonly LinkSample[]): Promise<void>;
  /**
   * States that a peer's link had at any time between two moments, oldest first, `limit` newest at most.
   */
  spells(peer: NodeId, from: EpochMs, to: EpochMs, limit: number): Promise<LinkSpell[]>;
  /** Measures between two moments, oldest first, the `limit` newest at most. */
  samples(peer: NodeId, from: EpochMs, to: EpochMs, limit: number): Promise<LinkSample[]>;
  /** When a link was last measured, or changed; undefined: never. */
  lastWatched(peer: NodeId): Promise<EpochMs | undefined>;
  /** Makes old measures coarser and forgets what is too old; the state that holds is never forgotten. */
  thin(now: EpochMs, retention: Retention): Promise<void>;
  /** Keeps the newest report of a peer, and uses up the token that brought it. @throws EwsError `token_replayed` */
  keepReport(report: KeptReport, token: UsedToken | undefined): Promise<void>;
  report(peer: NodeId): Promise<KeptReport | undefined>;
}
