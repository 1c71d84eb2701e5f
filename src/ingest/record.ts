import { clip } from '../domain/bytes.ts';
import { hasCode } from '../domain/errors.ts';
import type { Frequency, Indicator } from '../domain/indicator.ts';
import {
  dimensionValues,
  hasValue,
  indicatorOfSeries,
  ObservationStatus,
  SeriesKey,
} from '../domain/series.ts';
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

/** What the rows of an indicator are checked against: its catalogue entry, as far as that is needed. */
export type Measured = Pick<Indicator, 'code' | 'frequency' | 'dimensions' | 'derived'>;

/** What a row is judged by. */
export interface RecordContext {
  readonly format: Format;
  /** Business time: nothing is known since later. */
  readonly now: EpochMs;
  /** The catalogue, by the codes. */
  readonly catalogue: ReadonlyMap<string, Measured>;
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
export function toObservation(record: RawRecord, context: RecordContext): NewObservation | Fault {
  try {
    const series = requireSeries(record.series);
    const indicator = context.catalogue.get(indicatorOfSeries(series));
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

/** The indicator of a text that names a series which can be; else nothing. */
export function seriesIndicator(
  text: string,
  catalogue: ReadonlyMap<string, Measured>,
): Measured | undefined {
  const series = SeriesKey.safeParse(text);
  if (!series.success) return undefined;
  const indicator = catalogue.get(indicatorOfSeries(series.data));
  const takes = indicator !== undefined && indicator.derived === undefined && fits(series.data, indicator);
  return takes ? indicator : undefined;
}

function fits(series: SeriesKey, { dimensions }: Measured): boolean {
  return dimensionValues(series).length === dimensions.length;
}

function requireSeries(series: unknown): SeriesKey {
  const parsed = SeriesKey.safeParse(series);
  if (parsed.success) return parsed.data;
  throw new Problem('series', 'bad_series', `${shown(series)} is not a series key such as UREA_PRICE/KR.CN.`);
}

function requireKnown(series: SeriesKey, indicator: Measured | undefined): asserts indicator is Measured {
  if (indicator === undefined) {
    const code = indicatorOfSeries(series);
    throw new Problem('series', 'unknown_series', `The catalogue has no indicator ${code}. Add it first.`);
  }
  if (indicator.derived !== undefined) {
    throw new Problem(
      'series',
      'derived',
      `${indicator.code} is derived: the node computes it (${indicator.derived.kind}). Put in what it is derived from.`,
    );
  }
  if (fits(series, indicator)) return;
  const { dimensions } = indicator;
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
    `${shown(status)} is not a status. With a value: ${WITH_VALUE} (A is normal); without: ${WITHOUT_VALUE} (M is missing, X withdrawn).`,
  );
}

const [WITH_VALUE, WITHOUT_VALUE] = [true, false].map((expected) =>
  ObservationStatus.options.filter((status) => hasValue(status) === expected).join(', '),
);

function requireValue(value: unknown, status: ObservationStatus): number | undefined {
  if (!hasValue(status)) {
    if (value === undefined) return undefined;
    throw new Problem(
      'status',
      'bad_status',
      `Status ${status} goes with an empty value, as do ${WITHOUT_VALUE}.`,
    );
  }
  if (value === undefined) {
    throw new Problem(
      'value',
      'bad_value',
      `The value is empty. Write a number, or a status that has none: ${WITHOUT_VALUE} (M is missing).`,
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
  { frequency }: Measured,
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

function requireKnownAt(knownAt: unknown, { now, format }: RecordContext): EpochMs | undefined {
  if (knownAt === undefined) return undefined;
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
