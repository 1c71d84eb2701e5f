import { z } from 'zod';
import type { Frequency } from '../../domain/indicator.ts';
import { Changes, SEASON_LENGTH } from '../changes.ts';
import { median, robustSpread } from '../robust.ts';
import { Trail } from '../trail.ts';
import type { Point } from './detector.ts';

/** How a change is measured against the usual ones. The defaults suit monthly series. */
export const robustChangeParameters = {
  /** Changes that say what is usual. */
  window: z.number().int().min(4).max(2000).default(60),
  /** With fewer changes than that before it, a point is not judged. */
  minimum: z.number().int().min(4).max(2000).default(24),
  /** Earlier years whose change in the same season is taken off (months and quarters); 0: none. */
  seasonYears: z.number().int().min(0).max(20).default(5),
  /** Changes that say what is usual in the long run. */
  longRun: z.number().int().min(4).max(2000).default(120),
  /** The spread is at least this share of the long-run one. */
  floorShare: z.number().min(0).max(1).default(0.25),
  /** And at least this share of the value itself: 0.005 is half a percent. */
  floorChange: z.number().positive().max(1).default(0.005),
  /** No deviation counts for more robust standard deviations than that. */
  limit: z.number().min(5).max(1000).default(50),
};

export type RobustChangeParameters = z.infer<z.ZodObject<typeof robustChangeParameters>>;

/** The points that a deviation depends on. */
export function robustChangeMemory(parameters: RobustChangeParameters, frequency: Frequency): number {
  const reach = parameters.seasonYears * SEASON_LENGTH[frequency];
  // The newest change and the point before it come on top of the changes that it is measured against.
  return Math.max(parameters.window + reach, parameters.longRun) + 2;
}

/** The value that deviates by so much; undefined where no value does. */
export type Inverse = (deviation: number) => number | undefined;

/**
 * How unusual each change of a series is: the change from the point before (of logarithms where all values in
 * memory are positive, else plain), without that of its season, minus the median of the window, over
 * 1.4826 MAD of the window. Positive is up. Multiplying a series by a constant changes nothing but rounding.
 */
export class RobustChange {
  readonly #parameters: RobustChangeParameters;
  readonly #values: Trail;
  readonly #memory: number;
  readonly #logarithmic: Changes;
  readonly #plain: Changes;

  constructor(parameters: RobustChangeParameters, frequency: Frequency) {
    this.#parameters = parameters;
    this.#memory = robustChangeMemory(parameters, frequency);
    this.#values = new Trail(this.#memory);
    const options = { seasonYears: parameters.seasonYears, capacity: this.#memory - 1 };
    // Where a value is not positive its logarithm is not asked for: 0 stands in for it.
    this.#logarithmic = new Changes((value) => (value > 0 ? Math.log(value) : 0), frequency, options);
    this.#plain = new Changes((value) => value, frequency, options);
  }

  /** In robust standard deviations; `undefined` while there is too little history. */
  step({ ordinal, value }: Point): number | undefined {
    this.#values.push(value);
    this.#logarithmic.push(ordinal, value);
    this.#plain.push(ordinal, value);
    const values = this.#values.last(this.#memory);
    return isPositive(values)
      ? this.#deviation(this.#logarithmic, 1)
      : this.#deviation(this.#plain, largest(values));
  }

  /**
   * Which value of the next point, at the period of this number, would deviate by so much: the inverse of `step`.
   * Undefined while there is too little history. It takes nothing in.
   */
  inverse(ordinal: number): Inverse | undefined {
    const { window, minimum, floorChange, limit } = this.#parameters;
    const values = this.#values.last(this.#memory - 1);
    const logarithmic = isPositive(values);
    const changes = logarithmic ? this.#logarithmic : this.#plain;
    const usual = changes.adjusted(window, 0);
    const change = changes.inverse(ordinal);
    if (change === undefined || usual.length < minimum) return undefined;
    const centre = median(usual);
    const spread = Math.max(
      this.#spread(changes, usual, centre, 0),
      floorChange * (logarithmic ? 1 : largest(values)),
    );
    const middle = change.valueOf(centre);
    return (deviation) => {
      const reach = deviation * change.width;
      if (Math.abs(deviation) > limit) return undefined;
      return finite(
        logarithmic ? Math.exp(middle + reach * spread) : plainValue(middle, reach, spread, floorChange),
      );
    };
  }

  /** How wide changes usually are, but for the least that depends on the value; `skip` newest ones are left out. */
  #spread(changes: Changes, usual: Float64Array, centre: number, skip: number): number {
    const { longRun, floorShare } = this.#parameters;
    return Math.max(robustSpread(usual, centre), floorShare * longRunSpread(changes.raw(longRun, skip)));
  }

  /** `size` turns a share of the value into a change on this scale. */
  #deviation(changes: Changes, size: number): number | undefined {
    const { window, minimum, floorChange, limit } = this.#parameters;
    const usual = changes.adjusted(window, 1);
    const current = changes.adjusted(1, 0)[0];
    if (current === undefined || usual.length < minimum) return undefined;
    const centre = median(usual);
    const spread = Math.max(this.#spread(changes, usual, centre, 1), floorChange * size);
    if (spread === 0) return 0;
    return Math.min(limit, Math.max(-limit, (current - centre) / spread));
  }
}

/**
 * `middle` + `reach` · spread, where the spread is at least `floor` times the value itself; undefined if the spread
 * outgrows the value.
 */
function plainValue(middle: number, reach: number, spread: number, floor: number): number | undefined {
  const near = middle + reach * spread;
  if (floor * Math.abs(near) <= spread) return near;
  const share = reach * floor * Math.sign(near);
  return share < 1 ? middle / (1 - share) : undefined;
}

function finite(value: number | undefined): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}

/** Square root of π/2: makes the mean absolute deviation of normal values estimate their standard deviation. */
const MEAN_TO_SIGMA = 1.2533;

/** Mean absolute change, scaled to a standard deviation: unlike a median it is not zero after a long calm. */
function longRunSpread(changes: Float64Array): number {
  let sum = 0;
  for (const change of changes) sum += Math.abs(change);
  return (sum / changes.length) * MEAN_TO_SIGMA;
}

function isPositive(values: Float64Array): boolean {
  for (const value of values) if (!(value > 0)) return false;
  return true;
}

function largest(values: Float64Array): number {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
}
