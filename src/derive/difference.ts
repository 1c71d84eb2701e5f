import type { SeriesVintages } from '../domain/series.ts';
import { rowFrom, Written } from './columns.ts';

/** What has to be written so that a derived series is as it was computed: nothing, some rows, or all of it anew. */
export type Difference =
  | { readonly kind: 'none' }
  | { readonly kind: 'added'; readonly rows: Written }
  | { readonly kind: 'changed'; readonly vintages: SeriesVintages; readonly fromOrdinal: number };

/**
 * Compares what was computed from the period `from` on with what is held. Rows that are only added can be appended;
 * where a row that is held says something else, or should not be there, the series is to be written anew.
 */
export function difference(held: SeriesVintages | undefined, computed: Written, from: number): Difference {
  const rows = new Written();
  let at = held === undefined ? 0 : rowFrom(held, from);
  for (let row = 0; row < computed.ordinals.length; row++) {
    const order = held === undefined ? 1 : compare(held, at, computed, row);
    if (order < 0 || (order === 0 && !isSame(held!, at, computed, row)))
      return changed(held!, computed, from);
    if (order === 0) at += 1;
    else copy(computed, row, rows);
  }
  if (held !== undefined && at < held.ordinals.length) return changed(held, computed, from);
  return rows.ordinals.length === 0 ? { kind: 'none' } : { kind: 'added', rows };
}

/** Negative: the held row comes first, and the computed ones do not have it. Positive: the computed one is new. */
function compare(held: SeriesVintages, at: number, computed: Written, row: number): number {
  if (at >= held.ordinals.length) return 1;
  const periods = held.ordinals[at]! - computed.ordinals[row]!;
  return periods === 0 ? held.knownAt[at]! - computed.knownAt[row]! : periods;
}

function isSame(held: SeriesVintages, at: number, computed: Written, row: number): boolean {
  return held.statuses[at] === computed.statuses[row] && Object.is(held.values[at], computed.values[row]);
}

function changed(held: SeriesVintages, computed: Written, from: number): Difference {
  const all = new Written();
  const before = rowFrom(held, from);
  for (let row = 0; row < before; row++) copy(held, row, all);
  for (let row = 0; row < computed.ordinals.length; row++) copy(computed, row, all);
  return {
    kind: 'changed',
    vintages: all.vintages(held.series, held.frequency),
    fromOrdinal: firstDifference(held, all, before),
  };
}

function firstDifference(held: SeriesVintages, all: Written, from: number): number {
  let row = from;
  while (
    row < all.ordinals.length &&
    row < held.ordinals.length &&
    held.ordinals[row] === all.ordinals[row] &&
    held.knownAt[row] === all.knownAt[row] &&
    isSame(held, row, all, row)
  ) {
    row += 1;
  }
  return Math.min(
    held.ordinals[row] ?? Number.POSITIVE_INFINITY,
    all.ordinals[row] ?? Number.POSITIVE_INFINITY,
  );
}

interface Rows {
  readonly ordinals: ArrayLike<number>;
  readonly values: ArrayLike<number>;
  readonly statuses: ArrayLike<number>;
  readonly knownAt: ArrayLike<number>;
}

function copy(from: Rows, row: number, to: Written): void {
  to.push(from.ordinals[row]!, from.values[row]!, from.statuses[row]!, from.knownAt[row]!);
}
