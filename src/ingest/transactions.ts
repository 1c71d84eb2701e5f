import { type ObservationBatch, sliceBatch } from './batch.ts';
import type { Window } from './window.ts';

/** What the store takes in one transaction; see ObservationStore.append. */
const MAX_ROWS = 50_000;
const MAX_SERIES = 1_000;

const NONE = new Float64Array();

/** A part of a window. */
export interface Transaction {
  readonly batch: ObservationBatch;
  /** By row of the batch: the line it stands on. */
  readonly lines: Uint32Array;
}

/** Cuts a window between its series into what the store takes in one transaction; at least one series each. */
export function* transactions({ batch, lines }: Window): Generator<Transaction> {
  const { series, starts } = batch;
  for (let from = 0; from < series.length; ) {
    const first = starts[from]!;
    let to = from + 1;
    while (to < series.length && to - from < MAX_SERIES && starts[to + 1]! - first <= MAX_ROWS) to += 1;
    const rows = starts[to]! - first;
    const part = sliceBatch({ ...batch, knownAt: batch.knownAt ?? NONE }, from, to);
    yield {
      batch: batch.knownAt === undefined ? { ...part, knownAt: noVintages(rows) } : part,
      lines: lines.subarray(first, starts[to]!),
    };
    from = to;
  }
}

let none: Float64Array = NONE;

/** The column of rows that state no vintage; all of them share it. */
function noVintages(rows: number): Float64Array {
  if (none.length < rows) none = new Float64Array(new SharedArrayBuffer(rows * 8)).fill(Number.NaN);
  return none.subarray(0, rows);
}
