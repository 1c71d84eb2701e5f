import { z } from 'zod';
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

const SeasonalZParameters = z
  .strictObject({ ...robustChangeParameters, ...thresholds(3, 4, 5.5, 9) })
  .refine(areRising, 'the thresholds of the levels rise');

/** One unusual change: the robust seasonal z-score of the newest change, in the harmful direction. */
export const seasonalZ: Detector<z.infer<typeof SeasonalZParameters>> = {
  name: 'seasonal-z',
  version: 1,
  parameters: SeasonalZParameters,
  memory: robustChangeMemory,
  stream(parameters, { frequency, harmful }) {
    const change = new RobustChange(parameters, frequency);
    return {
      band: (ordinal) => bandOf(change.inverse(ordinal), harmful, (score) => score),
      step(point): Step {
        const { score, side } = harmfulScore(change.step(point) ?? 0, harmful);
        return { score, level: levelOf(score, parameters), span: 1, side };
      },
    };
  },
};
