import { z } from 'zod';
import { expectedRelease } from '../../domain/overdue.ts';
import { DAY_MS, Instant } from '../../domain/time.ts';
import type { Detector, Step } from './detector.ts';

const OverdueParameters = z.strictObject({
  /** The newest period held of any series of the indicator, with or without a value. */
  lastPeriod: z.string().max(12),
  /** Business time of the judgement. */
  judgedAt: Instant,
  publicationLagDays: z.number().int().min(0).max(1000),
  /** Days after its expected release that the next value may be missing. */
  cadenceDays: z.number().int().min(1).max(1000),
  /** Scores above which the levels are reached. */
  attention: z.number().positive().max(1000).default(1),
  caution: z.number().positive().max(1000).default(2),
});
type OverdueParameters = z.infer<typeof OverdueParameters>;

/**
 * Silence: how long after its expected release the next value is missing, in cadences. It judges the clock, not
 * the point, and so it runs on a timer (detect/silence.ts) and not with the detectors of config/detectors.yaml.
 */
export const overdue: Detector<OverdueParameters> = {
  name: 'overdue',
  version: 1,
  parameters: OverdueParameters,
  memory: () => 1,
  stream(parameters, { frequency }) {
    const { lastPeriod, judgedAt, publicationLagDays, attention, caution } = parameters;
    const expected = expectedRelease({ frequency, publicationLagDays }, lastPeriod).at;
    const late = (Date.parse(judgedAt) - expected) / DAY_MS;
    const score = Math.max(0, late / parameters.cadenceDays);
    const level = score > caution ? 'caution' : score > attention ? 'attention' : undefined;
    const step: Step = { score, level, span: 0, side: 'below' };
    return { band: () => undefined, step: () => step };
  },
};
