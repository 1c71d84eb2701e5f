import { z } from 'zod';
import { Trail } from '../trail.ts';
import {
  areRising,
  bandOf,
  type Detector,
  harmfulScore,
  levelOf,
  type Step,
  thresholds,
} from './detector.ts';
import { RobustChange, robustChangeMemory, robustChangeParameters } from './robust-change.ts';

const EwmaParameters = z
  .strictObject({
    ...robustChangeParameters,
    /** Of the newest deviation; each one before counts for (1 − weight) times as much. */
    weight: z.number().min(0.01).max(1).default(0.3),
    /** Deviations that the mean goes over at most. */
    horizon: z.number().int().min(1).max(200).default(12),
    ...thresholds(3, 4, 5, 8),
  })
  .refine(areRising, 'the thresholds of the levels rise');
type EwmaParameters = z.infer<typeof EwmaParameters>;

/**
 * Unusual changes that follow each other: the exponentially weighted moving average (Roberts 1959) of the robust
 * deviations, over the standard deviation that such an average of independent deviations has. The sum is made anew
 * at each step over a bounded horizon: a running one would depend on all the past.
 */
export const ewma: Detector<EwmaParameters> = {
  name: 'ewma',
  version: 1,
  parameters: EwmaParameters,
  memory: (parameters, frequency) => robustChangeMemory(parameters, frequency) + parameters.horizon - 1,
  stream(parameters, { frequency, harmful }) {
    const { weight, horizon, limit } = parameters;
    const change = new RobustChange(parameters, frequency);
    const deviations = new Trail(horizon);
    return {
      band(ordinal) {
        const before = deviations.last(horizon - 1);
        const earlier = weightedSum(before, weight, 1);
        const width = widthOf(before.length + 1, weight);
        return bandOf(change.inverse(ordinal), harmful, (score, side) => {
          const deviation = (score * width - side * earlier) / weight;
          return deviation > limit ? undefined : Math.max(-limit, deviation);
        });
      },
      step(point): Step {
        const deviation = change.step(point);
        if (deviation !== undefined) deviations.push(deviation);
        const taken = deviations.last(horizon);
        const mean = taken.length === 0 ? 0 : weightedSum(taken, weight, 0) / widthOf(taken.length, weight);
        const { score, side } = harmfulScore(mean, harmful);
        return { score, level: levelOf(score, parameters), span: Math.max(1, taken.length), side };
      },
    };
  },
};

/** Newest first, the newest with `weight` · (1 − `weight`)^`from`. */
function weightedSum(deviations: Float64Array, weight: number, from: 0 | 1): number {
  let [sum, share] = [0, from === 0 ? weight : weight * (1 - weight)];
  for (let index = deviations.length - 1; index >= 0; index -= 1) {
    sum += share * deviations[index]!;
    share *= 1 - weight;
  }
  return sum;
}

/** The standard deviation of such a sum of so many independent deviations whose own is 1. */
function widthOf(length: number, weight: number): number {
  let [sum, share] = [0, weight];
  for (let index = 0; index < length; index += 1) {
    sum += share * share;
    share *= 1 - weight;
  }
  return Math.sqrt(sum);
}
