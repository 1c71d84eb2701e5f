import { z } from 'zod';
import { NearestEarlier } from '../nearest-earlier.ts';
import { Trail } from '../trail.ts';
import { areRising, type Detector, levelOf, type Step, thresholds } from './detector.ts';

const NoveltyParameters = z
  .strictObject({
    /** Earlier values among which the nearest one is looked for. */
    window: z.number().int().min(10).max(1000).default(250),
    /** Earlier distances that say which distance is usual. */
    history: z.number().int().min(10).max(1000).default(250),
    /** With fewer earlier values, and fewer distances, nothing is judged. */
    minimum: z.number().int().min(10).max(1000).default(100),
    /** Points of the mean that is judged beside the value. */
    mean: z.number().int().min(2).max(100).default(20),
    /** For so many points after a score only a larger one passes. */
    quiet: z.number().int().min(0).max(500).default(100),
    /** What is above the usual distance is measured in at least this share of the values. */
    floorChange: z.number().positive().max(1).default(0.002),
    /** No score is larger. */
    limit: z.number().min(5).max(1000).default(50),
    ...thresholds(4, 6, 9, 14),
  })
  .refine(areRising, 'the thresholds of the levels rise');
type NoveltyParameters = z.infer<typeof NoveltyParameters>;

/**
 * A value unlike all before, for dense series: its distance to the nearest earlier value in the window, less the
 * median of such distances, over what their 99 % quantile is above it; or that of the mean of the newest values, where
 * this is larger. Only on the side that does harm.
 */
export const novelty: Detector<NoveltyParameters> = {
  name: 'novelty',
  version: 1,
  parameters: NoveltyParameters,
  // The score looks back over `quiet` points, each over `history` distances, each over `window` means.
  memory: ({ window, history, quiet, mean }) => window + history + quiet + mean,
  stream(parameters, { harmful }) {
    const { mean, quiet } = parameters;
    const newest = new Trail(mean);
    const scores = new Trail(Math.max(1, quiet));
    const values = new NearestEarlier(parameters, harmful);
    const means = new NearestEarlier(parameters, harmful);
    let leading = values;
    return {
      // Between two clusters of values there are novel ones too: no one range is free of them.
      band: () => undefined,
      step({ value }): Step {
        newest.push(value);
        const taken = newest.last(mean);
        const ofValue = values.step(value) ?? 0;
        const ofMean = taken.length < mean ? 0 : (means.step(meanOf(taken)) ?? 0);
        leading = ofMean > ofValue ? means : values;
        const raw = Math.max(ofValue, ofMean);
        const passes = raw > largestOf(scores.last(quiet));
        scores.push(raw);
        const score = passes ? raw : 0;
        const level = levelOf(score, parameters);
        const span = level === undefined ? 1 : leading.pointsBack();
        return { score, level, span, side: leading.side };
      },
      details: () => ({
        ofMean: leading === means ? mean : 0,
        value: leading.value,
        nearest: leading.nearest,
        back: leading.pointsBack(),
      }),
    };
  },
};

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

function largestOf(values: Float64Array): number {
  let most = 0;
  for (const value of values) most = Math.max(most, value);
  return most;
}
