import { LEVELS, type Level } from '../../domain/level.ts';
import type { ChannelName } from './channel.ts';
import { isDense, type Pace } from './pace.ts';

/** For how many steps of its own the experience of others stands. */
export const PRIOR_STEPS = 120;

/** The share of steps that ordinary series spend at a score or above, with hysteresis: rising scores, falling shares. */
interface Shares {
  readonly scores: Float64Array;
  readonly shares: Float64Array;
}

function shares(...of: readonly (readonly [score: number, share: number])[]): Shares {
  return {
    scores: Float64Array.from(of, ([score]) => score),
    shares: Float64Array.from(of, ([, share]) => share),
  };
}

/**
 * Over forty public series of prices, exchange rates, production, transits and news counts, monthly to daily, each with
 * the same weight (docs/detection.md). A series has few scores of its own for years, and what it has seen so far says
 * little about how far its tail reaches.
 */
const SHARES: Readonly<Record<PriorName, Shares>> = {
  alert: shares(
    [0, 0.65],
    [0.5, 0.38],
    [1, 0.222],
    [1.5, 0.125],
    [2, 0.0729],
    [2.5, 0.0432],
    [3, 0.0284],
    [3.5, 0.0155],
    [4, 0.0086],
    [5, 0.0027],
    [6, 0.0004],
  ),
  corroborated: shares(
    [0, 0.868],
    [0.5, 0.718],
    [1, 0.551],
    [1.5, 0.386],
    [2, 0.256],
    [2.5, 0.168],
    [3, 0.109],
    [3.5, 0.073],
    [4, 0.0461],
    [5, 0.0184],
    [6, 0.00774],
    [7, 0.00244],
    [8, 0.000389],
  ),
  caution: shares(
    [0, 0.8],
    [0.5, 0.539],
    [1, 0.355],
    [1.5, 0.25],
    [2, 0.187],
    [2.5, 0.143],
    [3, 0.0993],
    [3.5, 0.0697],
    [4, 0.0497],
    [5, 0.0271],
    [6, 0.0125],
  ),
  // Over forty machine and web metrics, every five minutes to every hour.
  novelty: shares(
    [0, 0.009],
    [0.5, 0.0055],
    [1, 0.004],
    [2, 0.0028],
    [3, 0.0022],
    [5, 0.0017],
    [8, 0.0014],
    [12, 0.0011],
    [20, 0.0009],
    [50, 0.0005],
  ),
};

/**
 * Of readings by the minute or hour most are nothing new, and a share of time would let everything pass that is: an alert
 * lies beyond the 99 % quantile of the distances at least.
 */
const DENSE_LEAST: Readonly<Record<Level, number>> = { attention: 0.25, caution: 0.5, alert: 1, serious: 3 };
const NO_LEAST = Object.fromEntries(LEVELS.map((level) => [level, 0])) as Record<Level, number>;

/** No threshold is lower, whatever the budget. */
export function leastThresholds(prior: PriorName): Readonly<Record<Level, number>> {
  return prior === 'novelty' ? DENSE_LEAST : NO_LEAST;
}

/** The experience that the scores of a channel are seen by. */
export function priorOf(channel: ChannelName, pace: Pace, isCorroborated: boolean): PriorName {
  if (channel === 'caution') return channel;
  if (isDense(pace)) return 'novelty';
  return isCorroborated ? 'corroborated' : channel;
}

/**
 * What a series is seen by besides its own past: `alert` and `caution` by the scores of these channels, `corroborated` by
 * those of `alert` with what related series add, `novelty` by those of `alert` where readings are dense.
 */
export type PriorName = ChannelName | 'corroborated' | 'novelty';

/** The share of ordinary series' steps that a threshold takes. */
export function priorShare(prior: PriorName, least: number): number {
  const { scores, shares } = SHARES[prior];
  if (least < scores[0]!) return shares[0]!;
  let high = 1;
  while (high < scores.length - 1 && scores[high]! <= least) high += 1;
  const low = scores[high - 1]!;
  const lowShare = shares[high - 1]!;
  // Between two scores, and beyond the last, shares fall by the same factor for the same distance.
  return lowShare * (shares[high]! / lowShare) ** ((least - low) / (scores[high]! - low));
}

/** The lowest threshold that takes no larger a share of them: the inverse. No share is 0. */
export function priorThreshold(prior: PriorName, share: number): number {
  const { scores, shares } = SHARES[prior];
  if (share >= shares[0]!) return 0;
  if (!(share > 0)) return Number.POSITIVE_INFINITY;
  let high = 1;
  while (high < shares.length - 1 && shares[high]! > share) high += 1;
  const low = scores[high - 1]!;
  const lowShare = shares[high - 1]!;
  const way = Math.log(share / lowShare) / Math.log(shares[high]! / lowShare);
  return low + way * (scores[high]! - low);
}

/** Whether `priorThreshold` of a share is no lower than a score; most often that is known without reckoning it. */
export function isPriorAbove(prior: PriorName, share: number, score: number): boolean {
  const { scores, shares } = SHARES[prior];
  const last = scores.length - 1;
  if (score > scores[last]! || share < shares[last]! || !(share < shares[0]!))
    return priorThreshold(prior, share) >= score;
  let high = 1;
  while (shares[high]! > share) high += 1;
  if (scores[high - 1]! >= score) return true;
  if (scores[high]! < score) return false;
  return priorThreshold(prior, share) >= score;
}
