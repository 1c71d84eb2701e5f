import { z } from 'zod';
import type { IndicatorThreshold } from '../../domain/indicator.ts';
import { LEVELS, type Level, levelRank } from '../../domain/level.ts';
import type { Detector, Step } from './detector.ts';

const stated = z.number().min(-1e100).max(1e100).optional();

const ThresholdParameters = z
  .strictObject({
    /** Whether a level is reached at its value and above it, or at it and below. */
    side: z.enum(['above', 'below']).default('above'),
    /** The value of each level that has one, in the unit of the series: they follow from the indicator. */
    atAttention: stated,
    atCaution: stated,
    atAlert: stated,
    atSerious: stated,
    attention: z.literal(1).default(1),
    caution: z.literal(2).default(2),
    alert: z.literal(3).default(3),
    serious: z.literal(4).default(4),
  })
  .refine((parameters) => isOrdered(marksOf(parameters)), 'a higher level lies further on its side');
type ThresholdParameters = Plain<z.infer<typeof ThresholdParameters>>;

/**
 * A value, or days of stock, that somebody stated beforehand: an agency's own limits for one indicator, given in its
 * definition. The score is 1 at attention to 4 at serious, and before the next stated level what part of the
 * way to it is gone.
 */
export const threshold: Detector<ThresholdParameters> = {
  name: 'threshold',
  version: 1,
  parameters: ThresholdParameters as unknown as z.ZodType<ThresholdParameters>,
  memory: () => 1,
  fit(parameters, { threshold: of, harmful }) {
    if (of === undefined || harmful === 'both') return undefined;
    return { ...parameters, ...valuesOf(of), side: harmful === 'up' ? 'above' : 'below' };
  },
  stream(parameters) {
    const marks = marksOf(parameters);
    const sign = parameters.side === 'below' ? -1 : 1;
    const side: Step['side'] = sign < 0 ? 'below' : 'above';
    let newest: number | undefined;
    return {
      band() {
        if (newest === undefined || marks.length === 0) return undefined;
        return {
          expected: newest,
          edges(score) {
            const mark = marks.find(({ level }) => levelRank(level) + 1 >= score);
            if (mark === undefined) return {};
            return sign < 0 ? { low: -mark.at } : { high: mark.at };
          },
        };
      },
      step({ value }): Step {
        newest = value;
        const place = marks.findLastIndex(({ at }) => sign * value >= at);
        const [reached, next] = [marks[place], marks[place + 1]];
        if (reached === undefined) return { score: 0, span: 0, side };
        const gone = next === undefined ? 0 : (sign * value - reached.at) / (next.at - reached.at);
        // Below 1 also where it is rounded, since the next level is not reached.
        const score = levelRank(reached.level) + 1 + Math.min(gone, LARGEST_PART);
        return { score, level: reached.level, span: 0, side };
      },
      details() {
        const reached = marks.findLast(({ at }) => sign * (newest ?? Number.NaN) >= at);
        return { mark: reached === undefined ? Number.NaN : sign * reached.at };
      },
    };
  },
};

/** Without members that may be undefined: an absent one is absent. */
type Plain<P> = { readonly [K in keyof P]: Exclude<P[K], undefined> };

const LARGEST_PART = 1 - 2 ** -40;

interface Stated {
  readonly side: 'above' | 'below';
  readonly atAttention?: number | undefined;
  readonly atCaution?: number | undefined;
  readonly atAlert?: number | undefined;
  readonly atSerious?: number | undefined;
}

/** A level with its value, which is negated where less is worse, so that more is worse everywhere. */
interface Mark {
  readonly level: Level;
  readonly at: number;
}

function marksOf(parameters: Stated): Mark[] {
  const { side, atAttention, atCaution, atAlert, atSerious } = parameters;
  const stated = { attention: atAttention, caution: atCaution, alert: atAlert, serious: atSerious };
  return LEVELS.flatMap((level) => {
    const at = stated[level];
    return at === undefined ? [] : [{ level, at: side === 'below' ? -at : at }];
  });
}

function isOrdered(marks: readonly Mark[]): boolean {
  return marks.every(({ at }, index) => index === 0 || marks[index - 1]!.at < at);
}

function valuesOf({ attention, caution, alert, serious }: IndicatorThreshold) {
  return {
    ...(attention === undefined ? {} : { atAttention: attention }),
    ...(caution === undefined ? {} : { atCaution: caution }),
    ...(alert === undefined ? {} : { atAlert: alert }),
    ...(serious === undefined ? {} : { atSerious: serious }),
  };
}
