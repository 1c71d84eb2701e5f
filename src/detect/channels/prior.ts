import type { ChannelName } from './channel.ts';

/** For how many steps of its own the experience of others stands. */
export const PRIOR_STEPS = 120;

/** The share of steps that ordinary series spend at a score or above, with hysteresis: rising scores, falling shares. */
type Shares = readonly (readonly [score: number, share: number])[];

/**
 * Over forty public series of prices, exchange rates, production, transits and news counts, monthly to daily, each with
 * the same weight (docs/detection.md). A series has few scores of its own for years, and what it has seen so far says
 * little about how far its tail reaches.
 */
const SHARES: Readonly<Record<ChannelName, Shares>> = {
  alert: [
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
  ],
  caution: [
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
  ],
};

/** The share of ordinary series' steps that a threshold takes. */
export function priorShare(channel: ChannelName, least: number): number {
  const shares = SHARES[channel];
  const above = shares.findIndex(([score]) => score > least);
  if (above === 0) return 1;
  const [lowScore, lowShare] = shares.at(above === -1 ? -2 : above - 1)!;
  const [highScore, highShare] = shares.at(above)!;
  // Between two scores, and beyond the last, shares fall by the same factor for the same distance.
  return lowShare * (highShare / lowShare) ** ((least - lowScore) / (highScore - lowScore));
}
