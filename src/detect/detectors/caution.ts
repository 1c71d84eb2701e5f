import { z } from 'zod';
import { budgetParameters, channelDetector } from './channel-detector.ts';
import { areRising } from './detector.ts';

/** The slow channel: that a series has gone far. It never says more than caution. */
export const caution = channelDetector({
  channel: 'caution',
  alarmTime: 0.06,
  thresholds: z.strictObject(budgetParameters).refine(areRising, 'the thresholds of the levels rise'),
});
