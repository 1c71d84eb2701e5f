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
const SHARES: Readonly<Record<ChannelName | 'novelty', Shares>> = {
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
export function leastThresholds(channel: ChannelName, pace: Pace): Readonly<Record<Level, number>> {
  return channel === 'alert' && isDense(pace) ? DENSE_LEAST : NO_LEAST;
}

/** The share of ordinary series' steps that a threshold takes. */
export function priorShare(channel: ChannelName, pace: Pace, least: number): number {
  const { scores, shares } = sharesOf(channel, pace);
  if (least < scores[0]!) return shares[0]!;
  let high = 1;
  while (high < scores.length - 1 && scores[high]! <= least) high += 1;
  const low = scores[high - 1]!;
  const lowShare = shares[high - 1]!;
  // Between two scores, and beyond the last, shares fall by the same factor for the same distance.
  return lowShare * (shares[high]! / lowShare) ** ((least - low) / (scores[high]! - low));
}

/** The lowest threshold that takes no larger a share of them: the inverse. No share is 0. */
export function priorThreshold(channel: ChannelName, pace: Pace, share: number): number {
  const { scores, shares } = sharesOf(channel, pace);
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
export function isPriorAbove(channel: ChannelName, pace: Pace, share: number, score: number): boolean {
  const { scores, shares } = sharesOf(channel, pace);
  const last = scores.length - 1;
  if (score > scores[last]! || share < shares[last]! || !(share < shares[0]!))
    return priorThreshold(channel, pace, share) >= score;
  let high = 1;
  while (shares[high]! > share) high += 1;
  if (scores[high - 1]! >= score) return true;
  if (scores[high]! < score) return false;
  return priorThreshold(channel, pace, share) >= score;
}

function sharesOf(channel: ChannelName, pace: Pace): Shares {
  return SHARES[channel === 'alert' && isDense(pace) ? 'novelty' : channel];
}
