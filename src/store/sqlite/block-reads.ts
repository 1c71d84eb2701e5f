import type { Frequency } from '../../domain/indicator.ts';
import {
  type Observation,
  ObservationStatus,
  type SeriesPoint,
  type SeriesVintages,
  WITHDRAWN,
} from '../../domain/series.ts';
import { type EpochMs, formatPeriod } from '../../domain/time.ts';
import { allVintages, takeBack } from '../blocks/as-of.ts';
import { decodeNewest } from '../blocks/block.ts';
import { Columns, type ColumnsCopy } from '../blocks/columns.ts';
import { Points } from '../blocks/points.ts';
import { type BlockRows, decodeAll, FIRST_ORDINAL, LAST_ORDINAL } from './block-rows.ts';
import type { SeriesState } from './observation-rows.ts';

const NUMBER_WITHDRAWN = ObservationStatus.options.indexOf(WITHDRAWN);

/** Reads observations from the blocks of one series. */
export class BlockReads {
  readonly #blocks: BlockRows;
  readonly #points = new Points();
  readonly #columns = new Columns();

  constructor(blocks: BlockRows) {
    this.#blocks = blocks;
  }

  /** One row for each period of the range, as known at a time; also those that were withdrawn. Good until the next read. */
  asOf(series: SeriesState, asOf: EpochMs | undefined, from = FIRST_ORDINAL, to = LAST_ORDINAL): Columns {
    const rows = this.#blocks.of(series, from, to);
    if (asOf === undefined || (series.knownAt !== null && series.knownAt <= asOf)) {
      this.#columns.count = 0;
      for (const [, body] of rows) decodeNewest(body, this.#columns);
      return this.#columns;
    }
    decodeAll(rows, this.#points);
    return takeBack(this.#points, asOf);
  }

  /** Every vintage of the points of a range. Good until the next read. */
  vintages(series: SeriesState, from = FIRST_ORDINAL, to = LAST_ORDINAL): Columns {
    decodeAll(this.#blocks.of(series, from, to), this.#points);
    return allVintages(this.#points, this.#columns);
  }
}

/** The rows of a range of periods that were not withdrawn, at most `limit`. */
export function shownIn(columns: Columns, first: number, last: number, limit: number): ColumnsCopy {
  const from = columns.lowerBound(first);
  const end = columns.lowerBound(last + 1);
  if (!columns.statuses.subarray(from, end).includes(NUMBER_WITHDRAWN)) {
    return columns.copy(from, Math.min(end, from + limit));
  }
  const shown = new Columns();
  for (let at = from; at < end && shown.count < limit; at++) {
    if (columns.statuses[at] === NUMBER_WITHDRAWN) continue;
    const { ordinals, values, statuses, knownAt } = columns;
    shown.insert(shown.count, ordinals[at]!, values[at]!, statuses[at]!, knownAt[at]!);
  }
  return shown.copy();
}

/** The rows of one period. */
export function rowsOf(columns: Columns, ordinal: number): ColumnsCopy {
  return columns.copy(columns.lowerBound(ordinal), columns.lowerBound(ordinal + 1));
}

/** Most series have the same periods. */
const periods = new Map<Frequency, Map<number, string>>();
const MOST_PERIODS = 10_000;

function periodOf(frequency: Frequency, ordinal: number): string {
  let known = periods.get(frequency);
  if (known === undefined || known.size >= MOST_PERIODS) {
    known = new Map();
    periods.set(frequency, known);
  }
  let period = known.get(ordinal);
  if (period === undefined) {
    period = formatPeriod(frequency, ordinal);
    known.set(ordinal, period);
  }
  return period;
}

/** The newest `length` points that have a value, in order of their periods. */
export function pointsIn(frequency: Frequency, columns: Columns, length: number): SeriesPoint[] {
  const points: SeriesPoint[] = [];
  for (let at = columns.count - 1; at >= 0 && points.length < length; at--) {
    const value = columns.values[at]!;
    if (Number.isNaN(value)) continue;
    const ordinal = columns.ordinals[at]!;
    points.push({ period: periodOf(frequency, ordinal), ordinal, value, knownAt: columns.knownAt[at]! });
  }
  return points.reverse();
}

export function observationsOf(columns: SeriesVintages): Observation[] {
  const { series, frequency, ordinals, values, statuses, knownAt } = columns;
  return Array.from(ordinals, (ordinal, at) => {
    const value = values[at]!;
    return {
      series,
      period: formatPeriod(frequency, ordinal),
      value: Number.isNaN(value) ? undefined : value,
      status: ObservationStatus.options[statuses[at]!] as ObservationStatus,
      knownAt: knownAt[at]!,
    };
  });
}
