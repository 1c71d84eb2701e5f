import { z } from 'zod';
import { Evidence } from './evidence.ts';
import { LocalisedText, Sector } from './indicator.ts';
import { Level } from './level.ts';
import { SeriesKey } from './series.ts';
import { Instant } from './time.ts';

/**
 * `open`: the episode goes on; `closed`: the series came back; `dismissed`: an analyst judged it no sign;
 * `drafted`: an analyst made a bulletin of it.
 */
export const SignalState = z.enum(['open', 'closed', 'dismissed', 'drafted']);
export type SignalState = z.infer<typeof SignalState>;

/** What a detector raised on a series: one for each episode, which grows while the level rises. */
export const Signal = z.strictObject({
  id: z.string(),
  series: SeriesKey,
  sector: Sector,
  detector: z.string(),
  state: SignalState,
  /** The highest level of the episode, and the score and period at which it was reached. */
  level: Level,
  score: z.number(),
  period: z.string(),
  raisedAt: Instant,
  updatedAt: Instant,
  closedAt: Instant.optional(),
  explanation: LocalisedText,
  evidence: Evidence,
  /** Why an analyst dismissed it. */
  reason: z.string().optional(),
  /** The bulletin that was drafted from it. */
  bulletin: z.string().optional(),
});
export type Signal = z.infer<typeof Signal>;
