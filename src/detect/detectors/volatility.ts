import { z } from 'zod';
import type { Frequency } from '../../domain/indicator.ts';
import { Changes, SEASON_LENGTH } from '../changes.ts';
import { median, robustSpread } from '../robust.ts';
import { Trail } from '../trail.ts';
import { areRising, type Detector, levelOf, type Point, type Step, slowThresholds } from './detector.ts';
import { isPositive, largest } from './scale.ts';

const VolatilityParameters = z
  .strictObject({
    /** The newest changes, whose spread is judged. */
    short: z.number().int().min(4).max(500).default(12),
    /** Changes before them that say which spread is usual. */
    window: z.number().int().min(4).max(1500).default(60),
    /** With fewer of those nothing is judged. */
    minimum: z.number().int().min(4).max(1500).default(36),
    /** Earlier years whose change in the same season is taken off (months and quarters); 0: none. */
    seasonYears: z.number().int().min(0).max(20).default(5),
    /** A change counts for at most so many usual spreads, so that one jump is no turbulence. */
    clip: z.number().min(1).max(50).default(4),
    /** The spread is at least this share of the value itself. */
    floorChange: z.number().positive().max(1).default(0.005),
    ...slowThresholds(3, 4.5),
  })
  .refine(areRising, 'the thresholds of the levels rise');
type VolatilityParameters = z.infer<typeof VolatilityParameters>;

/** The variance of the logarithm of the mean absolute value of n normal numbers is this over n: π/2 − 1. */
const LOG_MEAN_VARIANCE = Math.PI / 2 - 1;

/**
 * Turbulence: how much wider the newest changes spread than those before them. Spread is the mean absolute
 * deviation from the median of the earlier ones, each clipped; the score is the logarithm of the ratio over the
 * standard deviation that it has if all changes are alike, independent and normal.
 */
export const volatility: Detector<VolatilityParameters> = {
  name: 'volatility',
  version: 1,
  parameters: VolatilityParameters,
  memory: memoryOf,
  stream(parameters, { frequency }) {
    const spreads = new Spreads(parameters, frequency);
    return {
      // Turbulence is no matter of one value: any far enough to either side adds to it.
      band: () => undefined,
      step(point): Step {
        const score = spreads.step(point);
        return { score, level: levelOf(score, parameters), span: parameters.short, side: sideOf(score) };
      },
      details: () => ({ ratio: spreads.ratio, usual: spreads.usual }),
    };
  },
};

function sideOf(score: number): Step['side'] {
  return score < 0 ? 'below' : 'above';
}

function memoryOf({ window, short, seasonYears }: VolatilityParameters, frequency: Frequency): number {
  // The oldest change is from the point before it.
  return window + short + seasonYears * SEASON_LENGTH[frequency] + 1;
}

class Spreads {
  readonly #parameters: VolatilityParameters;
  readonly #memory: number;
  readonly #values: Trail;
  readonly #logarithmic: Changes;
  readonly #plain: Changes;
  /** Of the newest step: the spread of the newest changes over the usual one. */
  ratio = 1;
  /** Of how many changes the usual one is. */
  usual = 0;

  constructor(parameters: VolatilityParameters, frequency: Frequency) {
    this.#parameters = parameters;
    this.#memory = memoryOf(parameters, frequency);
    this.#values = new Trail(this.#memory);
    const options = { seasonYears: parameters.seasonYears, capacity: this.#memory - 1 };
    // Where a value is not positive its logarithm is not asked for: 0 stands in for it.
    this.#logarithmic = new Changes((value) => (value > 0 ? Math.log(value) : 0), frequency, options);
    this.#plain = new Changes((value) => value, frequency, options);
  }

  step({ ordinal, value }: Point): number {
    this.#values.push(value);
    this.#logarithmic.push(ordinal, value);
    this.#plain.push(ordinal, value);
    const { short, window, minimum, floorChange, clip } = this.#parameters;
    const values = this.#values.last(this.#memory);
    const isLogarithmic = isPositive(values);
    const changes = isLogarithmic ? this.#logarithmic : this.#plain;
    const least = floorChange * (isLogarithmic ? 1 : largest(values));
    const usual = changes.adjusted(window, short);
    this.ratio = 1;
    this.usual = usual.length;
    if (usual.length < minimum || least === 0) return 0;
    const centre = median(usual);
    const most = clip * Math.max(robustSpread(usual, centre), least);
    const spreadOf = (some: Float64Array) => Math.max(least, meanDistance(some, centre, most));
    this.ratio = spreadOf(changes.adjusted(short, 0)) / spreadOf(usual);
    return Math.log(this.ratio) / Math.sqrt(LOG_MEAN_VARIANCE * (1 / short + 1 / usual.length)) + 0;
  }
}

/** The mean distance from `centre`, none of which counts for more than `most`. */
function meanDistance(values: Float64Array, centre: number, most: number): number {
  let sum = 0;
  for (const value of values) sum += Math.min(most, Math.abs(value - centre));
  return sum / values.length;
}
