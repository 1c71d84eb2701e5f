import { ObservationStatus, type SeriesVintages } from '../../src/domain/series.ts';

/** A vintage as tests write it: `value` of NaN goes with a status that has none. */
export interface Row {
  readonly ordinal: number;
  readonly value: number;
  readonly status: ObservationStatus;
  readonly knownAt: number;
}

/** Vintages in columns; of several rows of one period and time the last one counts. */
export function vintagesOf(series: string, rows: readonly Row[]): SeriesVintages {
  const kept = new Map(rows.map((row) => [`${row.ordinal} ${row.knownAt}`, row]));
  const sorted = [...kept.values()].sort((a, b) => a.ordinal - b.ordinal || a.knownAt - b.knownAt);
  return {
    series,
    frequency: 'M',
    ordinals: Int32Array.from(sorted, ({ ordinal }) => ordinal),
    values: Float64Array.from(sorted, ({ value }) => value),
    statuses: Uint8Array.from(sorted, ({ status }) => ObservationStatus.options.indexOf(status)),
    knownAt: Float64Array.from(sorted, ({ knownAt }) => knownAt),
  };
}

interface Columns {
  readonly ordinals: ArrayLike<number>;
  readonly values: ArrayLike<number>;
  readonly statuses: ArrayLike<number>;
  readonly knownAt: ArrayLike<number>;
}

/** What is known of a period at a time; undefined where nothing is, or it was withdrawn. */
export function knownOf(
  { ordinals, values, statuses, knownAt }: Columns,
  ordinal: number,
  at: number,
): { value: number; status: ObservationStatus } | undefined {
  let found: { value: number; status: ObservationStatus } | undefined;
  for (let row = 0; row < ordinals.length; row++) {
    if (ordinals[row] !== ordinal || knownAt[row]! > at) continue;
    found = { value: values[row]!, status: ObservationStatus.options[statuses[row]!]! };
  }
  return found?.status === 'X' ? undefined : found;
}
