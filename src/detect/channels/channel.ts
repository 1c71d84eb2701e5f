import type { HarmfulDirection, IndicatorKind } from '../../domain/indicator.ts';
import type { Resting } from '../state-at-rest.ts';
import type { Pace } from './pace.ts';

/**
 * `alert`: fast, on the day that something breaks from the usual. `caution`: slow, that a series has gone far from
 * where it was; it sees a crisis under way rather than ahead, and so never alerts alone.
 */
export type ChannelName = 'alert' | 'caution';

/** Steps back from the newest one that the score of a channel speaks of. */
export const CHANNEL_SPANS: Readonly<Record<ChannelName, number>> = { alert: 1, caution: 12 };

/** What each member of a channel says of a step, by its name. */
export type Members = Readonly<Record<string, number>>;

/** The scores of a step; null while there is too little history. A higher score is more unusual. */
export interface Scores {
  readonly alert: number | null;
  readonly caution: number | null;
}

/** What the scores of a series depend on besides its points. */
export interface Watched {
  readonly pace: Pace;
  readonly direction: HarmfulDirection;
  /** Absent: the values are compared by their ratios where all are positive. */
  readonly kind?: IndicatorKind | undefined;
}

/** State and one step; points come in the order of their periods. */
export interface ScoreStream extends Resting {
  /** As it was before the first step, for another series like this one. */
  clear(): void;
  step(ordinal: number, value: number): Scores;
  /** The same step, of which `alert` and `caution` tell: whether there is enough history, else they are NaN. */
  advance(ordinal: number, value: number): boolean;
  readonly alert: number;
  readonly caution: number;
  /**
   * The single ones that the two of the newest step are means of; none while there is too little history, and none
   * between `restore` and the next step.
   */
  members(): Members;
}

/**
 * How harmful a deviation is: in the harmful direction all of it. One the other way is good news, and below zero; but
 * beyond 1.5 it is turbulence, and counts three quarters of what it is beyond that.
 */
export function harm(deviation: number, direction: HarmfulDirection): number {
  if (direction === 'both') return Math.abs(deviation);
  const harmful = direction === 'down' ? -deviation : deviation;
  // Adding 0 makes 0 of -0, which JSON does not know.
  return (harmful > 0 ? harmful : Math.max(harmful, TURBULENT_SHARE * (-harmful - TURBULENT_FROM))) + 0;
}

const TURBULENT_FROM = 1.5;
const TURBULENT_SHARE = 0.75;
