import { ObservationStatus, type SeriesVintages } from '../domain/series.ts';
import { formatInstant, formatPeriod } from '../domain/time.ts';

/** A row of an export, in texts. */
export interface ExportRow {
  readonly period: string;
  /** The shortest number that reads back as the value; absent where the status has none. */
  readonly value: string | undefined;
  readonly status: ObservationStatus;
  readonly knownAt: string;
}

/** The rows of a series, one after the other. */
export function* exportRows(columns: SeriesVintages): Generator<ExportRow> {
  const { frequency, ordinals, values, statuses, knownAt } = columns;
  for (const [row, ordinal] of ordinals.entries()) {
    const value = values[row]!;
    yield {
      period: formatPeriod(frequency, ordinal),
      value: Number.isNaN(value) ? undefined : String(value),
      status: ObservationStatus.options[statuses[row]!]!,
      knownAt: formatInstant(knownAt[row]!),
    };
  }
}
