import { z } from 'zod';
import { alertParameters, channelDetector } from './channel-detector.ts';
import { areRising } from './detector.ts';

/** The fast channel: on the day, that something breaks from the usual. */
export const alert = channelDetector({
  channel: 'alert',
  alarmTime: 0.03,
  thresholds: z.strictObject(alertParameters).refine(areRising, 'the thresholds of the levels rise'),
});
