import { z } from 'zod';
import type { IngestCounts } from '../domain/ingest-counts.ts';

/** Why a row was refused. */
export const RefusalReason = z.enum([
  /** Not a row of this format: wrong number of fields, broken quotes, not JSON, not UTF-8. */
  'malformed',
  'too_long',
  /** Not a series key, or one with another number of dimensions than its indicator. */
  'bad_series',
  /** The catalogue has no such indicator. */
  'unknown_series',
  /** Of an indicator that the node computes itself. */
  'derived',
  'bad_period',
  'bad_value',
  'bad_status',
  'bad_time',
  /** Known, or of a period, after the present. */
  'future',
  /** Another value is held for the very same vintage. */
  'conflict',
  /** Good by itself, left out since `strict` and another row was refused. */
  'strict',
]);
export type RefusalReason = z.infer<typeof RefusalReason>;

/** A row that was refused: where, why, and what to do about it. */
export const Refusal = z.strictObject({
  file: z.string(),
  line: z.number().int().min(1),
  column: z.string().optional(),
  reason: RefusalReason,
  message: z.string(),
});
export type Refusal = z.infer<typeof Refusal>;

/** A report lists this many refusals; it counts all. */
export const MAX_LISTED_REFUSALS = 100;

const count = z.number().int().min(0);

/**
 * What became of the rows of a file. `rows` are the rows offered: all lines but the header and blank ones.
 * In a dry run, `stored`, `revised`, `unchanged` and `superseded` say what would have become of them.
 */
export const IngestReport = z
  .strictObject({
    file: z.string(),
    dryRun: z.boolean(),
    rows: count,
    stored: count,
    revised: count,
    unchanged: count,
    /** Rows without a vintage whose point was given again later in the file: the last one counts. */
    superseded: count,
    refused: count,
    refusedByReason: z.partialRecord(RefusalReason, count),
    refusals: z.array(Refusal).max(MAX_LISTED_REFUSALS),
  })
  .refine(
    (r) => r.stored + r.revised + r.unchanged + r.superseded + r.refused === r.rows,
    'outcomes add up to the rows',
  )
  .refine(
    (r) => Object.values(r.refusedByReason).reduce((sum, n) => sum + n, 0) === r.refused,
    'reasons add up to the refusals',
  );
export type IngestReport = z.infer<typeof IngestReport>;

export function countsOf(report: IngestReport): IngestCounts {
  const { rows: offered, stored, revised, unchanged, superseded, refused } = report;
  return { offered, stored, revised, unchanged, superseded, refused };
}
