import { z } from 'zod';
import { dimensionValues, type SeriesKey } from '../../domain/series.ts';
import { median } from '../robust.ts';
import { Trail } from '../trail.ts';
import {
  areRising,
  type Band,
  type Detector,
  type Fitted,
  levelOf,
  type Point,
  type Step,
  slowThresholds,
} from './detector.ts';

const mark = (value: number) => z.number().positive().max(10_000).default(value);

const ConcentrationParameters = z
  .strictObject({
    /** The level from which on it is a matter of attention or of caution, in the unit of the series. */
    levelAttention: mark(65),
    levelCaution: mark(85),
    /** The same for the share of a country of concern. */
    concernAttention: mark(50),
    concernCaution: mark(75),
    /** What it has risen by over `span`. */
    riseAttention: mark(12),
    riseCaution: mark(25),
    /** Periods. */
    span: z.number().int().min(1).max(600).default(12),
    /** The median of so many points stands for one: an odd number. */
    smooth: z.number().int().min(1).max(99).default(3),
    /** Values of the dimension that shares are taken over, with commas: `CN,RU`. */
    countriesOfConcern: z
      .string()
      .regex(/^(?:[A-Z0-9_]{1,30}(?:,[A-Z0-9_]{1,30})*)?$/, 'values such as CN,RU')
      .default(''),
    /** Whether the series is the share of one of them: follows from its key. */
    isOfConcern: z.boolean().default(false),
    ...slowThresholds(1, 2),
  })
  .refine(areRising, 'the thresholds of the levels rise')
  .refine(
    (p) =>
      p.levelAttention < p.levelCaution &&
      p.concernAttention < p.concernCaution &&
      p.riseAttention < p.riseCaution,
    'the marks of attention are below those of caution',
  )
  .refine(({ smooth }) => smooth % 2 === 1, 'smooth is an odd number');
type ConcentrationParameters = z.infer<typeof ConcentrationParameters>;

/**
 * How much hangs on few: the level of a share (in per cent) or of a Herfindahl index, and what it has risen by over a
 * year. Each has a mark for attention (1) and one for caution (2), with straight lines between and beyond; the
 * larger counts. Nobody sees a decision before it is taken; this says who could take one that hurts.
 */
export const concentration: Detector<ConcentrationParameters> = {
  name: 'concentration',
  version: 1,
  parameters: ConcentrationParameters,
  memory: ({ span, smooth }) => span + smooth,
  fit: (parameters, indicator, series) => ({
    ...parameters,
    isOfConcern: isOfConcern(parameters, indicator, series),
  }),
  stream(parameters, { harmful }) {
    const { levelAttention, levelCaution, concernAttention, concernCaution, isOfConcern } = parameters;
    const level: Marks = isOfConcern ? [concernAttention, concernCaution] : [levelAttention, levelCaution];
    const rise: Marks = [parameters.riseAttention, parameters.riseCaution];
    const levels = new Levels(parameters);
    let newest: { readonly level: number; readonly before: number | undefined } | undefined;
    return {
      band(ordinal): Band | undefined {
        const [before, expected] = [levels.before(ordinal), levels.newest()];
        if (expected === undefined || harmful === 'down') return undefined;
        return {
          expected,
          edges(score) {
            const byRise = before === undefined ? Number.POSITIVE_INFINITY : before + valueAt(score, rise);
            return { high: levels.valueFor(Math.min(valueAt(score, level), byRise)) };
          },
        };
      },
      step(point): Step {
        const before = levels.before(point.ordinal);
        const current = levels.push(point);
        newest = { level: current ?? 0, before };
        const isJudged = current !== undefined && harmful !== 'down';
        const ofRise = isJudged && before !== undefined ? scoreOf(current - before, rise) : 0;
        const score = isJudged ? Math.max(0, ofRise, scoreOf(current, level)) + 0 : 0;
        return { score, level: levelOf(score, parameters), span: parameters.span, side: 'above' };
      },
      details() {
        const { level: value = 0, before } = newest ?? {};
        const byRise = before === undefined ? 0 : scoreOf(value - before, rise);
        const byLevel = scoreOf(value, level);
        const stands = byLevel >= 2 ? level[1] : level[0];
        return { value, before: before ?? Number.NaN, isRise: byRise > byLevel ? 1 : 0, mark: stands };
      },
    };
  },
};

function isOfConcern(
  { countriesOfConcern }: ConcentrationParameters,
  { derived, dimensions }: Fitted,
  series: SeriesKey,
): boolean {
  if (derived?.kind !== 'share' || countriesOfConcern === '') return false;
  const country = dimensionValues(series)[dimensions.indexOf(derived.over)];
  return country !== undefined && countriesOfConcern.split(',').includes(country);
}

/** For attention and for caution. */
type Marks = readonly [attention: number, caution: number];

/** 0 at 0, 1 and 2 at the marks, on straight lines. */
function scoreOf(value: number, [first, second]: Marks): number {
  return value < first ? value / first : 1 + (value - first) / (second - first);
}

function valueAt(score: number, [first, second]: Marks): number {
  return score < 1 ? score * first : first + (score - 1) * (second - first);
}

/** The levels of a series: medians of the newest points. */
class Levels {
  readonly #span: number;
  readonly #smooth: number;
  readonly #values: Trail;
  readonly #ordinals: Trail;
  /** NaN while there are too few points. */
  readonly #levels: Trail;

  constructor({ span, smooth }: ConcentrationParameters) {
    this.#span = span;
    this.#smooth = smooth;
    this.#values = new Trail(smooth);
    this.#ordinals = new Trail(span);
    this.#levels = new Trail(span);
  }

  /** Takes the next point; its level, with enough points. */
  push({ ordinal, value }: Point): number | undefined {
    this.#values.push(value);
    this.#ordinals.push(ordinal);
    const taken = this.#values.last(this.#smooth);
    const level = taken.length < this.#smooth ? Number.NaN : median(taken);
    this.#levels.push(level);
    return Number.isNaN(level) ? undefined : level;
  }

  newest(): number | undefined {
    const level = this.#levels.last(1)[0];
    return level === undefined || Number.isNaN(level) ? undefined : level;
  }

  /** The newest level that is at least `span` periods before a period, unless that is twice as long ago. */
  before(ordinal: number): number | undefined {
    const [ordinals, levels] = [this.#ordinals.last(this.#span), this.#levels.last(this.#span)];
    for (let index = ordinals.length - 1; index >= 0; index -= 1) {
      const distance = ordinal - ordinals[index]!;
      if (distance < this.#span) continue;
      const level = levels[index]!;
      return distance > 2 * this.#span || Number.isNaN(level) ? undefined : level;
    }
    return undefined;
  }

  /** The least next value that makes a level of so much; undefined where none does, 0 where each does. */
  valueFor(level: number): number | undefined {
    const before = this.#values.last(this.#smooth - 1);
    const reaching = before.filter((value) => value >= level).length;
    const needed = (this.#smooth + 1) / 2;
    if (before.length < this.#smooth - 1 || reaching + 1 < needed) return undefined;
    return reaching >= needed ? 0 : level;
  }
}
