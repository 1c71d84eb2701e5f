import { z } from 'zod';
import type { HarmfulDirection } from '../../domain/indicator.ts';
import { Trail } from '../trail.ts';
import { areRising, bandOf, type Detector, levelOf, type Step, thresholds } from './detector.ts';
import { RobustChange, robustChangeMemory, robustChangeParameters } from './robust-change.ts';

const PageHinkleyParameters = z
  .strictObject({
    ...robustChangeParameters,
    /** Taken off each difference from the mean, so that noise does not add up. */
    drift: z.number().min(0).max(5).default(0.5),
    /** One deviation counts for at most this many, so that a jump is not a ramp. */
    clip: z.number().positive().max(50).default(5),
    /** Deviations that mean and sum go back over at most. */
    horizon: z.number().int().min(2).max(500).default(36),
    ...thresholds(7, 9, 12, 17),
  })
  .refine(areRising, 'the thresholds of the levels rise');
type PageHinkleyParameters = z.infer<typeof PageHinkleyParameters>;

/**
 * A mean that has moved: the Page–Hinkley test on the robust deviations. What each of them is above the mean of those
 * up to it, less the drift, is added up; the score is how far the sum has come from its least (Page 1954, Hinkley
 * 1971). Unlike the cumulative sum it measures against the mean of the horizon itself, so that a series which has
 * deviated all the time says nothing.
 */
export const pageHinkley: Detector<PageHinkleyParameters> = {
  name: 'page-hinkley',
  version: 1,
  parameters: PageHinkleyParameters,
  memory: (parameters, frequency) => robustChangeMemory(parameters, frequency) + parameters.horizon - 1,
  stream(parameters, { frequency, harmful }) {
    const { clip, drift, horizon, limit } = parameters;
    const change = new RobustChange(parameters, frequency);
    const deviations = new Trail(horizon);
    return {
      band(ordinal) {
        const most = Math.min(clip, limit);
        const before = deviations.last(horizon - 1);
        const length = before.length + 1;
        if (length < 2) return undefined;
        return bandOf(change.inverse(ordinal), harmful, (score, side) => {
          const { sum, above } = excess(before, side, drift);
          // The newest deviation moves the mean that it is compared with by its own share.
          const deviation = (score - above + drift + sum / length) / (1 - 1 / length);
          return deviation > most ? undefined : Math.max(-most, deviation);
        });
      },
      step(point): Step {
        const deviation = change.step(point);
        if (deviation !== undefined) deviations.push(Math.min(clip, Math.max(-clip, deviation)));
        const run = harmfulRun(deviations.last(horizon), drift, harmful);
        return { ...run, level: levelOf(run.score, parameters) };
      },
    };
  },
};

type Run = Pick<Step, 'score' | 'span' | 'side'>;

function harmfulRun(deviations: Float64Array, drift: number, harmful: HarmfulDirection): Run {
  const up = excess(deviations, 1, drift);
  const above: Run = { score: up.above, span: up.span, side: 'above' };
  if (harmful === 'up') return above;
  const down = excess(deviations, -1, drift);
  const below: Run = { score: down.above, span: down.span, side: 'below' };
  return harmful === 'down' || below.score > above.score ? below : above;
}

/**
 * Of `sign` times the deviations, oldest first: their sum, how far the sum of what exceeds the mean and the drift is
 * above its least, and over how many of the last ones it came there. The least may be the 0 before the first.
 */
function excess(deviations: Float64Array, sign: 1 | -1, drift: number) {
  let [sum, total, least, from] = [0, 0, 0, 0];
  for (let index = 0; index < deviations.length; index += 1) {
    const deviation = sign * deviations[index]!;
    sum += deviation;
    total += deviation - sum / (index + 1) - drift;
    if (total <= least) [least, from] = [total, index + 1];
  }
  return { sum, above: total - least, span: Math.max(1, deviations.length - from) };
}
