import { z } from 'zod';
import type { Frequency } from '../../domain/indicator.ts';
import { median } from '../robust.ts';
import { Trail } from '../trail.ts';
import { areRising, type Detector, levelOf, type Point, type Step, thresholds } from './detector.ts';

const SupplierChangeParameters = z
  .strictObject({
    /** Periods before that say what a supplier's share was. */
    window: z.number().int().min(2).max(500).default(12),
    /** Points in a row that confirm that it is gone, or has come. */
    confirm: z.number().int().min(1).max(50).default(2),
    /** A share of at most so much per cent is none: trade data have crumbs. */
    floor: z.number().min(0).max(50).default(0.5),
    /** A smaller share, in per cent, that goes or comes is no matter. */
    least: z.number().positive().max(100).default(10),
    /** A share that comes counts for so much of one that goes. */
    newWeight: z.number().min(0).max(1).default(0.5),
    ...thresholds(15, 25, 40, 70),
  })
  .refine(areRising, 'the thresholds of the levels rise');
type SupplierChangeParameters = z.infer<typeof SupplierChangeParameters>;

/**
 * A supplier that is lost or new, on its share in per cent. Lost: the median share of the window was no less than
 * `least`, and the newest ones are at most `floor`; the score is that median. New: none in the window was above
 * `floor`, and the newest ones are no less than `least`; the score is the smallest of these, weighted. A period without
 * a value between two with one counts as none: customs publish no zeros.
 */
export const supplierChange: Detector<SupplierChangeParameters> = {
  name: 'supplier-change',
  version: 1,
  parameters: SupplierChangeParameters,
  memory: ({ window, confirm }) => window + confirm,
  stream(parameters, { frequency }) {
    const shares = new Shares(parameters.window + parameters.confirm, frequency);
    let newest: Change = NO_CHANGE;
    return {
      band(ordinal) {
        const { confirm, floor, least, newWeight } = parameters;
        const { earlier, later } = split(shares.followedBy(ordinal), parameters);
        if (earlier === undefined || later.length !== confirm - 1) return undefined;
        const before = median(earlier);
        const isGoing = before >= least && later.every((share) => share <= floor);
        const isComing = earlier.every((share) => share <= floor) && later.every((share) => share >= least);
        return {
          expected: before,
          edges(score) {
            const from = Math.max(least, score / newWeight);
            const comes = isComing && Number.isFinite(from) && later.every((share) => share >= from);
            return {
              low: isGoing && before >= score ? floor : undefined,
              high: comes ? from : undefined,
            };
          },
        };
      },
      step(point): Step {
        shares.push(point);
        newest = changeOf(shares.newest(), parameters);
        const score = newest.score + 0;
        const side = newest.isNew ? 'above' : 'below';
        return { score, level: levelOf(score, parameters), span: parameters.confirm, side };
      },
      details: () => ({ isNew: newest.isNew ? 1 : 0, share: newest.share }),
    };
  },
};

interface Change {
  readonly score: number;
  readonly isNew: boolean;
  /** That was lost, or has come. */
  readonly share: number;
}

const NO_CHANGE: Change = { score: 0, isNew: false, share: 0 };

function changeOf(newest: Float64Array, parameters: SupplierChangeParameters): Change {
  const { confirm, floor, least, newWeight } = parameters;
  const { earlier, later } = split(newest, parameters);
  if (earlier === undefined || later.length !== confirm) return NO_CHANGE;
  const before = median(earlier);
  if (before >= least && later.every((share) => share <= floor))
    return { score: before, isNew: false, share: before };
  const share = Math.min(...later);
  if (share >= least && earlier.every((each) => each <= floor))
    return { score: share * newWeight, isNew: true, share };
  return NO_CHANGE;
}

/** The shares of the window, if there are as many, and those after it. */
function split(shares: Float64Array, { window }: SupplierChangeParameters) {
  const earlier = shares.length < window ? undefined : shares.subarray(0, window);
  return { earlier, later: shares.subarray(window) };
}

/** The shares of the newest periods, with 0 for those between two points. */
class Shares {
  readonly #length: number;
  readonly #isDaily: boolean;
  readonly #shares: Trail;
  #last: number | undefined;

  constructor(length: number, frequency: Frequency) {
    this.#length = length;
    this.#isDaily = frequency === 'D';
    this.#shares = new Trail(length);
  }

  push({ ordinal, value }: Point): void {
    for (let missing = this.#missingBefore(ordinal); missing > 0; missing -= 1) this.#shares.push(0);
    this.#shares.push(value);
    this.#last = ordinal;
  }

  newest(): Float64Array {
    return this.#shares.last(this.#length);
  }

  /** Those that come before the share of this period, with which they are as many as can be. */
  followedBy(ordinal: number): Float64Array {
    const missing = new Float64Array(this.#missingBefore(ordinal));
    const known = this.#shares.last(this.#length);
    return Float64Array.of(...known, ...missing).slice(1 - this.#length);
  }

  /** Days have gaps by nature. */
  #missingBefore(ordinal: number): number {
    if (this.#last === undefined || this.#isDaily) return 0;
    return Math.min(this.#length, ordinal - this.#last - 1);
  }
}
