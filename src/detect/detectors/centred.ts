import { median, robustSpread } from '../robust.ts';

/** What a value is compared with, and what counts as one deviation from it. */
export interface Centre {
  readonly centre: number;
  readonly spread: number;
}

/** The median of what was, and its robust spread, which is at least `floor`. */
export function centreOf(values: Float64Array, floor: number): Centre {
  const centre = median(values);
  return { centre, spread: Math.max(floor, robustSpread(values, centre)) };
}

/** The mean of a value's deviations from several centres, none beyond `limit`. */
export function meanDeviation(value: number, centres: readonly Centre[], limit: number): number {
  let sum = 0;
  for (const each of centres) sum += deviationFrom(value, each, limit);
  return Math.min(limit, Math.max(-limit, sum / centres.length)) + 0;
}

/** Where nothing has ever moved, what moves deviates as far as can be. */
export function deviationFrom(value: number, { centre, spread }: Centre, limit: number): number {
  if (value === centre) return 0;
  if (spread === 0) return value > centre ? limit : -limit;
  return (value - centre) / spread;
}

/** The value whose mean deviation is this one: the inverse of `meanDeviation`, within its limit. */
export function valueAt(deviation: number, centres: readonly Centre[]): number {
  let [weighted, weights] = [deviation * centres.length, 0];
  for (const { centre, spread } of centres) {
    weighted += centre / spread;
    weights += 1 / spread;
  }
  return weighted / weights;
}
