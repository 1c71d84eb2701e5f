import { z } from 'zod';
import { Frequency, HarmfulDirection, IndicatorKind, LocalisedText } from './indicator.ts';
import { Level } from './level.ts';
import { SeriesKey } from './series.ts';
import { Instant } from './time.ts';

/** A series of the same sector that was unusual by itself. */
export const RelatedSeries = z.strictObject({
  series: SeriesKey,
  names: LocalisedText,
  score: z.number().positive(),
});

/**
 * What a detector saw and what it said of it, frozen: the exact points with their vintages, the parameters,
 * and the result. Whoever has it can compute the score again, bit for bit (detect/evidence.ts).
 */
export const Evidence = z.strictObject({
  detector: z.string().regex(/^[a-z][a-z0-9-]{1,40}$/),
  /** Version of the detector's arithmetic; another version may give another score. */
  version: z.number().int().min(1),
  parameters: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
  series: SeriesKey,
  names: LocalisedText,
  unit: z.string().max(60),
  frequency: Frequency,
  kind: IndicatorKind,
  harmful: HarmfulDirection,
  publisher: z.string().max(300),
  /** Points in order of their period; three parallel arrays, since there are many of them. */
  window: z
    .strictObject({
      periods: z.array(z.string().max(12)).min(1).max(2000),
      values: z.array(z.number()).min(1).max(2000),
      knownAt: z.array(Instant).min(1).max(2000),
    })
    .refine(
      (w) => w.periods.length === w.values.length && w.periods.length === w.knownAt.length,
      'arrays of one length',
    ),
  /** The last period of the window, the score of that step, and its level. */
  period: z.string().max(12),
  score: z.number(),
  level: Level,
  /** Other series that speak for the score, by what they said then, the most unusual first; each adds to it. */
  related: z.array(RelatedSeries).max(3).optional(),
});
export type Evidence = z.infer<typeof Evidence>;
