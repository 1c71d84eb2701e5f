import type { EpochMs } from '../domain/time.ts';
import type { DueSeries } from './port.ts';
import type { Judged } from './series-judge.ts';

/** Due series that are judged one after the other, by what is known of all series as of one moment. */
export interface Slice {
  readonly due: readonly DueSeries[];
  readonly now: EpochMs;
  /** A number for each batch of series that were due together. */
  readonly batch: number;
}

/** Threads beside this one that judge slices and record nothing. */
export interface SweepThreads {
  readonly count: number;
  /** With fewer series due it is not worth their while. */
  readonly least: number;
  /** @throws EwsError `unavailable` */
  judge(slice: Slice): Promise<readonly Judged[]>;
}
