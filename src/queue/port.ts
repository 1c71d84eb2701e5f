import type { Level } from '../domain/level.ts';
import type { EpochMs } from '../domain/time.ts';
import type { SignalInPlay } from '../situation/port.ts';

/** An open signal as it is ranked. */
export interface QueuedSignal extends SignalInPlay {
  /** The least score of its level, as its evidence has it; absent where the detector states none. */
  readonly threshold?: number;
}

/** What the queue reads of signals. */
export interface QueueStore {
  /** Open signals of some levels; where there are more than the limit, the highest and newest of them. */
  queuedSignals(query: {
    readonly levels: readonly Level[];
    readonly limit: number;
  }): Promise<QueuedSignal[]>;
  countQueued(levels: readonly Level[]): Promise<number>;
  /** When signals were dismissed or drafted, since a time, as the newest records of the audit trail have it. */
  signalsJudged(since: EpochMs): Promise<EpochMs[]>;
}
