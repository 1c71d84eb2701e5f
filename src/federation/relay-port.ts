import type { LogOrigin } from '../domain/node-id.ts';
import type { EpochMs } from '../domain/time.ts';
import type { PageEntry } from './port.ts';

/** Ranges `[from, to)` of sequence numbers, in order. */
export type SeqRanges = readonly (readonly [number, number])[];

/** Entries of a log that came sealed from a relay, and may be addressed to this node all the same. */
export interface Unconfirmed {
  readonly count: number;
  /** As few as were asked for: the last one then reaches to the last of them. */
  readonly ranges: SeqRanges;
}

/** What the origin, or a relay that was given them, has to say of entries that are held only sealed. */
export interface Settled {
  readonly origin: LogOrigin;
  /** Opened, refused, or sealed by the origin itself; their digests are those that are held. */
  readonly entries: readonly PageEntry[];
  readonly at: EpochMs;
}

/** What was taken of a log so far, for its quotas. Bytes are those of entries as they are kept. */
export interface Intake {
  /** UTC, in days since 1970. */
  readonly day: number;
  readonly dayEntries: number;
  readonly dayBytes: number;
  readonly allEntries: number;
  readonly allBytes: number;
}
