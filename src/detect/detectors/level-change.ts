import { z } from 'zod';
import type { Frequency } from '../../domain/indicator.ts';
import { Trail } from '../trail.ts';
import { type Centre, centreOf, deviationFrom, meanDeviation, valueAt } from './centred.ts';
import {
  areRising,
  bandOf,
  type Detector,
  harmfulScore,
  levelOf,
  type Point,
  type Step,
  slowThresholds,
} from './detector.ts';
import { isPositive, largest } from './scale.ts';

const LevelChangeParameters = z
  .strictObject({
    /** Periods (days: points) of the shorter and of the longer change. */
    short: z.number().int().min(1).max(300).default(3),
    long: z.number().int().min(1).max(600).default(12),
    /** Points before the newest one whose median is the nearer and the farther level. */
    near: z.number().int().min(4).max(1000).default(24),
    far: z.number().int().min(4).max(1300).default(60),
    /** Changes of either length that say what is usual, and how few of the longer ones will do. */
    window: z.number().int().min(4).max(1300).default(60),
    minimum: z.number().int().min(4).max(1300).default(36),
    /** Each spread is at least this share of the value itself. */
    floorChange: z.number().positive().max(1).default(0.02),
    /** No score is farther from 0. */
    limit: z.number().min(5).max(1000).default(50),
    ...slowThresholds(4, 6),
  })
  .refine(areRising, 'the thresholds of the levels rise');
type LevelChangeParameters = z.infer<typeof LevelChangeParameters>;

/**
 * Where a series has come to, slowly: the mean of four robust deviations, those of its change over the shorter and
 * over the longer span from the usual ones, and those of its level from the nearer and from the farther median.
 * Logarithms where all values in memory are positive.
 */
export const levelChange: Detector<LevelChangeParameters> = {
  name: 'level-change',
  version: 1,
  parameters: LevelChangeParameters,
  memory: memoryOf,
  stream(parameters, { frequency, harmful }) {
    const history = new History(parameters, frequency);
    const { limit } = parameters;
    let newest: Newest | undefined;
    return {
      band(ordinal) {
        const isLogarithmic = history.isPositive();
        const centres = history.centres(ordinal, isLogarithmic);
        if (centres === undefined || centres.some(({ spread }) => spread === 0)) return undefined;
        const valueWith = (deviation: number) => {
          const value = valueAt(deviation, centres);
          const found = isLogarithmic ? Math.exp(value) : value;
          return Number.isFinite(found) ? found : undefined;
        };
        return bandOf(valueWith, harmful, (score) => (score > limit ? undefined : score));
      },
      step(point): Step {
        const isLogarithmic = point.value > 0 && history.isPositive();
        const centres = history.centres(point.ordinal, isLogarithmic);
        history.push(point);
        newest = { value: isLogarithmic ? Math.log(point.value) : point.value, centres, isLogarithmic };
        const deviation = centres === undefined ? 0 : meanDeviation(newest.value, centres, limit);
        const { score, side } = harmfulScore(deviation, harmful);
        return { score, level: levelOf(score, parameters), span: parameters.long, side };
      },
      details() {
        const { value = 0, centres = [], isLogarithmic = false } = newest ?? {};
        const [short = 0, long = 0, near = 0, far = 0] = centres.map((each) =>
          deviationFrom(value, each, limit),
        );
        const level = centres[3]?.centre ?? 0;
        return { short, long, near, far, level: isLogarithmic ? Math.exp(level) : level };
      },
    };
  },
};

interface Newest {
  readonly value: number;
  readonly centres: readonly Centre[] | undefined;
  readonly isLogarithmic: boolean;
}

function memoryOf({ long, short, window, near, far }: LevelChangeParameters): number {
  // Each of the changes in the window goes back over at most as many points as it spans periods.
  return Math.max(window + Math.max(long, short), near, far) + 1;
}

/** A series on one scale, with its changes over two spans. */
class Scaled {
  readonly values: Trail;
  readonly changes: readonly [short: Trail, long: Trail];

  constructor(memory: number, window: number) {
    this.values = new Trail(memory);
    this.changes = [new Trail(window), new Trail(window)];
  }
}

class History {
  readonly #parameters: LevelChangeParameters;
  readonly #memory: number;
  readonly #isDaily: boolean;
  readonly #ordinals: Trail;
  readonly #plain: Scaled;
  readonly #logarithmic: Scaled;

  constructor(parameters: LevelChangeParameters, frequency: Frequency) {
    this.#parameters = parameters;
    this.#isDaily = frequency === 'D';
    this.#memory = memoryOf(parameters);
    this.#ordinals = new Trail(this.#memory);
    this.#plain = new Scaled(this.#memory, parameters.window);
    this.#logarithmic = new Scaled(this.#memory, parameters.window);
  }

  /** Whether logarithms can be taken of all that a point after these is compared with. */
  isPositive(): boolean {
    return isPositive(this.#plain.values.last(this.#memory - 1));
  }

  push({ ordinal, value }: Point): void {
    const { short, long } = this.#parameters;
    for (const [place, span] of [short, long].entries()) {
      const back = this.#back(ordinal, span);
      if (back === undefined) continue;
      const change = (scaled: Scaled, current: number) =>
        scaled.changes[place]!.push(
          (current - scaled.values.last(back)[0]!) / this.#width(ordinal, back, span),
        );
      change(this.#plain, value);
      change(this.#logarithmic, logarithm(value));
    }
    this.#ordinals.push(ordinal);
    this.#plain.values.push(value);
    this.#logarithmic.values.push(logarithm(value));
  }

  /** With what a value at the period of this number is compared, on one scale; undefined with too little history. */
  centres(ordinal: number, isLogarithmic: boolean): Centre[] | undefined {
    const { short, long, window, minimum, near, far, floorChange } = this.#parameters;
    const { values, changes } = isLogarithmic ? this.#logarithmic : this.#plain;
    if (changes[1].last(window).length < minimum) return undefined;
    const known = values.last(this.#memory - 1);
    const floor = floorChange * (isLogarithmic ? 1 : largest(known));
    const spans = [short, long].map((span, place) => {
      const back = this.#back(ordinal, span) ?? known.length;
      const width = this.#width(ordinal, back, span);
      const usual = centreOf(changes[place]!.last(window), floor);
      return { centre: values.last(back)[0]! + width * usual.centre, spread: width * usual.spread };
    });
    return [...spans, centreOf(values.last(near), floor), centreOf(values.last(far), floor)];
  }

  /** How many points back the newest one is that is at least `span` periods before; undefined: there is none. */
  #back(ordinal: number, span: number): number | undefined {
    const ordinals = this.#ordinals.last(span);
    if (this.#isDaily) return ordinals.length === span ? span : undefined;
    for (let back = 1; back <= ordinals.length; back += 1)
      if (ordinals[ordinals.length - back]! <= ordinal - span) return back;
    return undefined;
  }

  /** A change over more periods than it should go over is as much wider as that of a random walk. */
  #width(ordinal: number, back: number, span: number): number {
    if (this.#isDaily) return 1;
    return Math.sqrt((ordinal - this.#ordinals.last(back)[0]!) / span);
  }
}

/** Where a value is not positive its logarithm is not asked for: 0 stands in for it. */
function logarithm(value: number): number {
  return value > 0 ? Math.log(value) : 0;
}
