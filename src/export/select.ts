import type { SeriesVintages } from '../domain/series.ts';
import { type EpochMs, periodOrdinal } from '../domain/time.ts';

/** Which vintages of the points of a series are meant. */
export interface Selection {
  /** The first and the last period, each included. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** What was known at this time; absent: all that is known. */
  readonly asOf?: EpochMs | undefined;
  /** Every vintage, also of what was withdrawn by then; or the latest of each point, without what was withdrawn. */
  readonly vintages: 'all' | 'latest';
}

/**
 * The rows of a series that are meant, in their order.
 * @param withdrawn the number of the status of a point that was withdrawn
 * @throws EwsError `invalid_input`: `from` or `to` is not a period of the series
 */
export function selectVintages(
  columns: SeriesVintages,
  { from, to, asOf = Number.POSITIVE_INFINITY, vintages }: Selection,
  withdrawn: number,
): SeriesVintages {
  const { series, frequency, ordinals, knownAt, statuses } = columns;
  const first = from === undefined ? Number.NEGATIVE_INFINITY : periodOrdinal(frequency, from);
  const last = to === undefined ? Number.POSITIVE_INFINITY : periodOrdinal(frequency, to);
  const isMeant = (row: number) => ordinals[row]! >= first && ordinals[row]! <= last && knownAt[row]! <= asOf;
  const hasLater = (row: number) => ordinals[row + 1] === ordinals[row] && knownAt[row + 1]! <= asOf;
  const rows = ordinals.keys().filter(isMeant);
  const picked = Uint32Array.from(
    vintages === 'all' ? rows : rows.filter((row) => !hasLater(row) && statuses[row] !== withdrawn),
  );
  return {
    series,
    frequency,
    ordinals: Int32Array.from(picked, (row) => ordinals[row]!),
    values: Float64Array.from(picked, (row) => columns.values[row]!),
    statuses: Uint8Array.from(picked, (row) => statuses[row]!),
    knownAt: Float64Array.from(picked, (row) => knownAt[row]!),
  };
}
