import { z } from 'zod';
import type { Frequency } from '../../domain/indicator.ts';
import { medianOfFew } from '../robust.ts';
import { Trail } from '../trail.ts';
import { centreOf } from './centred.ts';
import { areRising, bandOf, type Detector, levelOf, type Point, type Step, thresholds } from './detector.ts';

const MOST_YEARS = 10;

const ImportDropParameters = z
  .strictObject({
    /** Earlier years whose same period is compared with, and how few of them will do. */
    years: z.number().int().min(1).max(MOST_YEARS).default(5),
    minimumYears: z.number().int().min(1).max(10).default(3),
    /** Points whose own difference from their earlier years says what is usual, and how few of them will do. */
    window: z.number().int().min(4).max(500).default(36),
    minimum: z.number().int().min(4).max(500).default(12),
    /** The usual scatter is at least this share of what is expected. */
    floorShare: z.number().positive().max(1).default(0.1),
    /** A smaller drop is none, however steady the series is: 0.3 is 30 %. */
    leastDrop: z.number().min(0).max(1).default(0.3),
    /** No score is larger. */
    limit: z.number().min(5).max(1000).default(50),
    ...thresholds(4, 5, 6.5, 8.5),
  })
  .refine(areRising, 'the thresholds of the levels rise');
type ImportDropParameters = z.infer<typeof ImportDropParameters>;

/** Periods in a year; days have no same day in another one. */
const YEAR: Record<Frequency, number> = { A: 1, Q: 4, M: 12, W: 52, D: 0 };

/**
 * What comes in is less than in the same period of earlier years: the difference from the median of up to five of
 * them, as a share of it; less the usual one, over the robust spread of such shares. It tells falls only.
 */
export const importDrop: Detector<ImportDropParameters> = {
  name: 'import-drop',
  version: 1,
  parameters: ImportDropParameters,
  memory: ({ window, years }, frequency) => window + years * YEAR[frequency] + 1,
  stream(parameters, { frequency, harmful }) {
    const { window, leastDrop, limit } = parameters;
    const years = new EarlierYears(parameters, frequency);
    /** NaN where a point has too few earlier years, so that places are points. */
    const shares = new Trail(window);
    let newest = { expected: 0, years: 0 };
    const usual = () => {
      const known = shares.last(window).filter((share) => !Number.isNaN(share));
      return known.length < parameters.minimum ? undefined : centreOf(known, parameters.floorShare);
    };
    return {
      band(ordinal) {
        const [{ expected }, of] = [years.at(ordinal), usual()];
        if (!(expected > 0) || of === undefined || harmful === 'up') return undefined;
        const valueWith = (share: number) => expected * (1 + share);
        // Deviations are shares here: at 0 stands what is expected.
        return bandOf(valueWith, 'down', (score) => {
          const drop = Math.max(score * of.spread - of.centre, leastDrop);
          return score > limit || drop > WIDEST ? undefined : drop;
        });
      },
      step(point): Step {
        newest = years.at(point.ordinal);
        const share = shareOf(point.value, newest.expected);
        // What is usual matters to a drop alone, and takes longest.
        const of = harmful !== 'up' && share <= -leastDrop ? usual() : undefined;
        years.push(point);
        shares.push(share);
        const score =
          of !== undefined ? Math.min(limit, Math.max(0, (of.centre - share) / of.spread)) + 0 : 0;
        return { score, level: levelOf(score, parameters), span: 1, side: 'below' };
      },
      details: () => newest,
    };
  },
};

/** No share is farther from 0, so that nothing overflows. */
const WIDEST = 1e6;

/** By how much a value differs from what is expected; NaN where nothing is. */
function shareOf(value: number, expected: number): number {
  return expected > 0 ? Math.min(WIDEST, Math.max(-WIDEST, value / expected - 1)) : Number.NaN;
}

/** One series at a time is at work. */
const same = new Float64Array(MOST_YEARS);

/** The values of the same period in earlier years. */
class EarlierYears {
  readonly #years: number;
  readonly #minimum: number;
  readonly #year: number;
  readonly #ordinals: Trail;
  readonly #values: Trail;

  constructor({ years, minimumYears }: ImportDropParameters, frequency: Frequency) {
    this.#years = years;
    this.#minimum = minimumYears;
    this.#year = YEAR[frequency];
    const reach = Math.max(1, years * this.#year);
    this.#ordinals = new Trail(reach);
    this.#values = new Trail(reach);
  }

  push({ ordinal, value }: Point): void {
    this.#ordinals.push(ordinal);
    this.#values.push(value);
  }

  /** The median of those that are there, and how many; NaN of too few. */
  at(ordinal: number): { readonly expected: number; readonly years: number } {
    const ordinals = this.#ordinals;
    let found = 0;
    for (let year = 1; year <= this.#years; year += 1) {
      const wanted = ordinal - year * this.#year;
      // Periods follow each other, so it stands no further back than that many places; after a gap it is nearer.
      let back = Math.min(ordinals.length, year * this.#year) - 1;
      while (back >= 0 && ordinals.back(back) < wanted) back -= 1;
      if (back < 0 || ordinals.back(back) !== wanted) continue;
      same[found] = this.#values.back(back);
      found += 1;
    }
    const isEnough = found >= this.#minimum;
    return { expected: isEnough ? medianOfFew(same, found) : Number.NaN, years: found };
  }
}
