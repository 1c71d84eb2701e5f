import { ObservationStatus, type SeriesKey } from '../domain/series.ts';
import type { EpochMs } from '../domain/time.ts';
import type { NewObservation } from './port.ts';

/**
 * Observations on their way into the store, in columns: there are many, and they pass between threads. Rows of
 * one series lie side by side, in the order in which they were offered.
 */
export interface ObservationBatch {
  /** Each series once. */
  readonly series: readonly SeriesKey[];
  /** The rows of `series[i]` are `starts[i]` to `starts[i + 1]`, the latter not included. */
  readonly starts: Uint32Array;
  /** The number of the period, as in domain/time.ts. */
  readonly ordinals: Int32Array;
  /** NaN where the status says that there is no value. */
  readonly values: Float64Array;
  /** Positions in `ObservationStatus.options`. */
  readonly statuses: Uint8Array;
  /** Milliseconds; NaN where the row states no vintage: it is then that of the run. */
  readonly knownAt: Float64Array;
}

/**
 * One reading of one source. Rows without a vintage of their own are known since `knownAt`; of several such rows
 * of one point the last one counts.
 */
export interface IngestRun {
  /** A positive integer that no other run has. */
  readonly id: number;
  readonly knownAt: EpochMs;
}

/**
 * What became of a batch. Rows add up: stored + revised + unchanged + superseded + conflicts. A row that takes the
 * place of an earlier one of its run makes that one `superseded`; where the two are in different batches, a
 * count may be negative.
 */
export interface BatchOutcome {
  readonly stored: number;
  readonly revised: number;
  readonly unchanged: number;
  /** Rows without a vintage whose point was given again later in the run. */
  readonly superseded: number;
  /** Positions of rows that are refused: another value is held for the very same vintage. */
  readonly conflicts: readonly number[];
}

/** The number of a status in a batch. */
export function statusNumber(status: ObservationStatus): number {
  return ObservationStatus.options.indexOf(status);
}

/** A batch of single observations, for small numbers of them. `positions[row]` is where a row stood in `rows`. */
export function batchOf(rows: readonly NewObservation[]): {
  readonly batch: ObservationBatch;
  readonly positions: readonly number[];
} {
  const bySeries = Map.groupBy(rows.keys(), (position) => rows[position]!.series);
  const positions = [...bySeries.values()].flat();
  const sorted = positions.map((position) => rows[position]!);
  const starts = new Uint32Array(bySeries.size + 1);
  [...bySeries.values()].forEach((of, index) => {
    starts[index + 1] = starts[index]! + of.length;
  });
  const batch = {
    series: [...bySeries.keys()],
    starts,
    ordinals: Int32Array.from(sorted, ({ ordinal }) => ordinal),
    values: Float64Array.from(sorted, ({ value }) => value ?? Number.NaN),
    statuses: Uint8Array.from(sorted, ({ status }) => statusNumber(status)),
    knownAt: Float64Array.from(sorted, ({ knownAt }) => knownAt ?? Number.NaN),
  };
  return { batch, positions };
}

/** The part of a batch from one series up to another one, which is not included; it shares the memory. */
export function sliceBatch(batch: ObservationBatch, from: number, to: number): ObservationBatch {
  const [first, last] = [batch.starts[from]!, batch.starts[to]!];
  return {
    series: batch.series.slice(from, to),
    starts: batch.starts.slice(from, to + 1).map((start) => start - first),
    ordinals: batch.ordinals.subarray(first, last),
    values: batch.values.subarray(first, last),
    statuses: batch.statuses.subarray(first, last),
    knownAt: batch.knownAt.subarray(first, last),
  };
}
