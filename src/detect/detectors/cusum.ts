import { z } from 'zod';
import type { HarmfulDirection } from '../../domain/indicator.ts';
import { Trail } from '../trail.ts';
import { areRising, bandOf, type Detector, levelOf, type Step, thresholds } from './detector.ts';
import { RobustChange, robustChangeMemory, robustChangeParameters } from './robust-change.ts';

const CusumParameters = z
  .strictObject({
    ...robustChangeParameters,
    /** Taken off each deviation, so that noise does not add up. */
    drift: z.number().min(0).max(5).default(0.5),
    /** One deviation counts for at most this many, so that a jump is not a ramp. */
    clip: z.number().positive().max(50).default(5),
    /** The sum goes back over at most as many changes. */
    horizon: z.number().int().min(2).max(500).default(24),
    ...thresholds(8, 11, 15, 22),
  })
  .refine(areRising, 'the thresholds of the levels rise');
type CusumParameters = z.infer<typeof CusumParameters>;

/** Many small changes: Page's cumulative sum of deviations, over a bounded horizon, in the harmful direction. */
export const cusum: Detector<CusumParameters> = {
  name: 'cusum',
  version: 1,
  parameters: CusumParameters,
  memory: (parameters, frequency) => robustChangeMemory(parameters, frequency) + parameters.horizon - 1,
  stream(parameters, { frequency, harmful }) {
    const change = new RobustChange(parameters, frequency);
    const deviations = new Trail(parameters.horizon);
    return {
      band(ordinal) {
        const { clip, drift, horizon, limit } = parameters;
        const most = Math.min(clip, limit);
        const before = deviations.last(horizon - 1);
        return bandOf(change.inverse(ordinal), harmful, (score, side) => {
          const deviation = score + drift - largestSum(before, side, drift).score;
          return deviation > most ? undefined : Math.max(-most, deviation);
        });
      },
      step(point): Step {
        const deviation = change.step(point);
        const { clip, horizon } = parameters;
        if (deviation !== undefined) deviations.push(Math.min(clip, Math.max(-clip, deviation)));
        const run = harmfulRun(deviations.last(horizon), parameters.drift, harmful);
        return { ...run, level: levelOf(run.score, parameters) };
      },
    };
  },
};

type Run = Pick<Step, 'score' | 'span' | 'side'>;

function harmfulRun(deviations: Float64Array, drift: number, harmful: HarmfulDirection): Run {
  const above: Run = { ...largestSum(deviations, 1, drift), side: 'above' };
  if (harmful === 'up') return above;
  const below: Run = { ...largestSum(deviations, -1, drift), side: 'below' };
  return harmful === 'down' || below.score > above.score ? below : above;
}

/** max(0, the largest sum of the last k of `sign` · deviation − drift), and that k; added newest first. */
function largestSum(deviations: Float64Array, sign: 1 | -1, drift: number): { score: number; span: number } {
  let [sum, score, span] = [0, 0, 1];
  for (let index = deviations.length - 1; index >= 0; index -= 1) {
    sum += sign * deviations[index]! - drift;
    if (sum > score) [score, span] = [sum, deviations.length - index];
  }
  return { score, span };
}
