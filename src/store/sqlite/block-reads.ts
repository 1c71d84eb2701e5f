import type { Frequency } from '../../domain/indicator.ts';
import { type Observation, ObservationStatus, type SeriesPoint, WITHDRAWN } from '../../domain/series.ts';
import { type EpochMs, formatPeriod } from '../../domain/time.ts';
import { allVintages, takeBack } from '../blocks/as-of.ts';
import { decodeNewest } from '../blocks/block.ts';
import { Columns } from '../blocks/columns.ts';
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

/** What a row of a series says that its block does not. */
type SeriesOf = { readonly key: string; readonly frequency: Frequency };

/** The rows of a range of periods, at most `limit`; `withdrawn`: also those that say so. */
export function observationsIn(
  series: SeriesOf,
  columns: Columns,
  query: { readonly from: number; readonly to: number; readonly limit: number; readonly withdrawn: boolean },
): Observation[] {
  const observations: Observation[] = [];
  for (let at = columns.lowerBound(query.from); at < columns.count; at++) {
    if (observations.length === query.limit || columns.ordinals[at]! > query.to) break;
    if (!query.withdrawn && columns.statuses[at] === NUMBER_WITHDRAWN) continue;
    observations.push(observationAt(series, columns, at));
  }
  return observations;
}

/** The newest `length` points that have a value, in order of their periods. */
export function pointsIn({ frequency }: SeriesOf, columns: Columns, length: number): SeriesPoint[] {
  const points: SeriesPoint[] = [];
  for (let at = columns.count - 1; at >= 0 && points.length < length; at--) {
    const value = columns.values[at]!;
    if (Number.isNaN(value)) continue;
    const ordinal = columns.ordinals[at]!;
    points.push({ period: formatPeriod(frequency, ordinal), ordinal, value, knownAt: columns.knownAt[at]! });
  }
  return points.reverse();
}

function observationAt({ key, frequency }: SeriesOf, columns: Columns, at: number): Observation {
  const value = columns.values[at]!;
  return {
    series: key,
    period: formatPeriod(frequency, columns.ordinals[at]!),
    value: Number.isNaN(value) ? undefined : value,
    status: ObservationStatus.options[columns.statuses[at]!] as ObservationStatus,
    knownAt: columns.knownAt[at]!,
  };
}
