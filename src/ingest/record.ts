import { clip } from '../domain/bytes.ts';
import { hasCode } from '../domain/errors.ts';
import type { Frequency, Indicator } from '../domain/indicator.ts';
import { dimensionValues, indicatorOfSeries, ObservationStatus, SeriesKey } from '../domain/series.ts';
import {
  DAY_MS,
  type EpochMs,
  formatInstant,
  formatPeriod,
  Instant,
  periodEnd,
  periodOrdinal,
} from '../domain/time.ts';
import { MAX_MAGNITUDE } from './decimal.ts';
import type { NewObservation } from './port.ts';
import type { Fault, Format, RawRecord, RecordPart } from './raw.ts';
import type { RefusalReason } from './report.ts';

/** What a row is judged by. */
export interface RecordContext {
  readonly format: Format;
  /** Business time: what has no `known_at` is known since now. */
  readonly now: EpochMs;
  /** The catalogue entry of a code. */
  readonly indicator: (code: string) => Promise<Indicator | undefined>;
}

/** How each format calls the vintage. */
const TIME_COLUMN: Record<Format, string> = {
  csv: 'known_at',
  ndjson: 'knownAt',
  json: 'knownAt',
  'sdmx-csv': 'KNOWN_AT',
  'sdmx-json': 'KNOWN_AT',
};

/** One finding of a check; it becomes the fault of the row. */
class Problem extends Error {
  readonly column: string;
  readonly reason: RefusalReason;

  constructor(column: string, reason: RefusalReason, message: string) {
    super(message);
    this.column = column;
    this.reason = reason;
  }
}

/** Checks a row against its indicator: an observation, or the first thing that is wrong with it. */
export async function toObservation(
  record: RawRecord,
  context: RecordContext,
): Promise<NewObservation | Fault> {
  try {
    const series = requireSeries(record.series);
    const indicator = await context.indicator(indicatorOfSeries(series));
    requireKnown(series, indicator);
    const status = requireStatus(record.status);
    const value = requireValue(record.value, status);
    const { period, ordinal } = requirePeriod(record.period, indicator, context.now);
    const knownAt = requireKnownAt(record.knownAt, context);
    return { series, period, ordinal, value, status, knownAt };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { line, place, columns } = record;
    const part = error.column === TIME_COLUMN[context.format] ? 'knownAt' : (error.column as RecordPart);
    const column = columns?.[part] ?? error.column;
    const at = place === undefined ? { line } : { line, place };
    return { ...at, column, reason: error.reason, problem: error.message };
  }
}

function requireSeries(series: unknown): SeriesKey {
  const parsed = SeriesKey.safeParse(series);
  if (parsed.success) return parsed.data;
  throw new Problem('series', 'bad_series', `${shown(series)} is not a series key such as UREA_PRICE/KR.CN.`);
}

function requireKnown(series: SeriesKey, indicator: Indicator | undefined): asserts indicator is Indicator {
  if (indicator === undefined) {
    const code = indicatorOfSeries(series);
    throw new Problem('series', 'unknown_series', `The catalogue has no indicator ${code}. Add it first.`);
  }
  const { dimensions } = indicator;
  if (dimensionValues(series).length === dimensions.length) return;
  throw new Problem(
    'series',
    'bad_series',
    `"${clip(series)}" needs ${dimensions.length} value(s) after the slash: ${dimensions.join('.')}.`,
  );
}

function requireStatus(status: unknown): ObservationStatus {
  if (status === undefined) return 'A';
  const parsed = ObservationStatus.safeParse(status);
  if (parsed.success) return parsed.data;
  throw new Problem(
    'status',
    'bad_status',
    `${shown(status)} is not A (normal), E (estimated), P (provisional) or M (missing).`,
  );
}

function requireValue(value: unknown, status: ObservationStatus): number | undefined {
  if (status === 'M') {
    if (value === undefined) return undefined;
    throw new Problem('status', 'bad_status', 'Status M (missing) goes with an empty value.');
  }
  if (value === undefined) {
    throw new Problem(
      'value',
      'bad_value',
      'The value is empty. Write a number, or status M if it is missing.',
    );
  }
  if (typeof value !== 'number' || !(Math.abs(value) <= MAX_MAGNITUDE)) {
    throw new Problem(
      'value',
      'bad_value',
      `${shown(value)} is not a number such as 769.5 or 1.2e-3, of magnitude ${MAX_MAGNITUDE} at most.`,
    );
  }
  // JSON knows -0; it is the same observation as 0.
  return value === 0 ? 0 : value;
}

function requirePeriod(
  period: unknown,
  { frequency }: Indicator,
  now: EpochMs,
): { period: string; ordinal: number } {
  if (typeof period !== 'string' || period.length > 12) {
    throw new Problem('period', 'bad_period', `${shown(period)} is not a period.`);
  }
  const ordinal = requireOrdinal(period, frequency);
  // A day of room: a period begins earlier in the east than in UTC.
  if (ordinal > 0 && periodEnd(frequency, formatPeriod(frequency, ordinal - 1)) > now + DAY_MS) {
    throw new Problem(
      'period',
      'future',
      `${period} has not begun at ${formatInstant(now)}. Correct the period.`,
    );
  }
  return { period, ordinal };
}

function requireOrdinal(period: string, frequency: Frequency): number {
  try {
    return periodOrdinal(frequency, period);
  } catch (error) {
    if (!hasCode(error, 'invalid_input')) throw error;
    throw new Problem('period', 'bad_period', error.message);
  }
}

function requireKnownAt(knownAt: unknown, { now, format }: RecordContext): EpochMs {
  if (knownAt === undefined) return now;
  const column = TIME_COLUMN[format];
  const at = Instant.safeParse(knownAt).success ? Date.parse(String(knownAt)) : undefined;
  // The day is compared, since Date.parse reads 30 February as 2 March.
  if (at === undefined || !formatInstant(at).startsWith(String(knownAt).slice(0, 10))) {
    throw new Problem(
      column,
      'bad_time',
      `${shown(knownAt)} is not a UTC time such as 2021-10-11T00:00:00Z.`,
    );
  }
  if (at > now) {
    throw new Problem(
      column,
      'future',
      `${formatInstant(at)} lies after the present, ${formatInstant(now)}.`,
    );
  }
  return at;
}

function shown(value: unknown): string {
  return value === undefined
    ? 'Nothing'
    : `"${clip(String(typeof value === 'object' ? JSON.stringify(value) : value))}"`;
}
