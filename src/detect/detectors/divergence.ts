import { z } from 'zod';
import { Trail } from '../trail.ts';
import { centreOf, meanDeviation, valueAt } from './centred.ts';
import {
  areRising,
  bandOf,
  type Detector,
  harmfulScore,
  levelOf,
  type Step,
  thresholds,
} from './detector.ts';

const DivergenceParameters = z
  .strictObject({
    /** Points before the newest one that say what is usual, and how few of them will do. */
    window: z.number().int().min(4).max(1900).default(60),
    minimum: z.number().int().min(4).max(1900).default(24),
    /** The spread is at least so much, in the unit of the series. */
    floor: z.number().positive().max(1e6).default(5),
    /** No deviation counts for more. */
    limit: z.number().min(5).max(1000).default(50),
    ...thresholds(4, 5, 7, 10),
  })
  .refine(areRising, 'the thresholds of the levels rise');
type DivergenceParameters = z.infer<typeof DivergenceParameters>;

/**
 * Price against volume, on the series that is derived of the two (docs/catalogue.md): the robust deviation of its level
 * from its own past. Dearer and less at once is a shortage; dearer and more is demand.
 */
export const divergence: Detector<DivergenceParameters> = {
  name: 'divergence',
  version: 1,
  parameters: DivergenceParameters,
  memory: ({ window }) => window + 1,
  stream(parameters, { harmful }) {
    const { window, minimum, floor, limit } = parameters;
    const values = new Trail(window);
    let usual = Number.NaN;
    const centres = () => {
      const before = values.last(window);
      return before.length < minimum ? undefined : [centreOf(before, floor)];
    };
    return {
      band() {
        const of = centres();
        if (of === undefined) return undefined;
        return bandOf(
          (deviation) => valueAt(deviation, of),
          harmful,
          (score) => (score > limit ? undefined : score),
        );
      },
      step({ value }): Step {
        const of = centres();
        usual = of?.[0]?.centre ?? Number.NaN;
        values.push(value);
        const deviation = of === undefined ? 0 : meanDeviation(value, of, limit);
        const { score, side } = harmfulScore(deviation, harmful);
        return { score, level: levelOf(score, parameters), span: 1, side };
      },
      details: () => ({ usual }),
    };
  },
};
