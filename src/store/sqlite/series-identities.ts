import { EwsError } from '../../domain/errors.ts';
import type { Frequency } from '../../domain/indicator.ts';
import { indicatorOfSeries, type SeriesKey } from '../../domain/series.ts';
import type { ObservationStatements, SeriesState } from './observation-rows.ts';

export type { SeriesState } from './observation-rows.ts';

/** Finds series by their keys, and makes those that are new. */
export class SeriesIdentities {
  readonly #sql: ObservationStatements;

  constructor(sql: ObservationStatements) {
    this.#sql = sql;
  }

  find(key: SeriesKey): SeriesState | undefined {
    const row = this.#sql.series.get(key);
    if (row === undefined) return undefined;
    const [id, indicator, lastOrdinal, knownAt, run] = row;
    return { id, key, indicator, lastOrdinal, knownAt, run };
  }

  frequencyOf({ indicator }: SeriesState): Frequency {
    const frequency = this.#sql.frequency.get(indicator);
    if (frequency === undefined) throw new EwsError('internal', `There is no indicator ${indicator}.`);
    return frequency;
  }

  /** @throws EwsError `not_found`: a series of an indicator that is not in the catalogue */
  findOrAdd(key: SeriesKey): SeriesState {
    const held = this.find(key);
    if (held !== undefined) return held;
    const made = this.unknown(key);
    return { ...made, id: Number(this.#sql.addSeries.run(key, made.indicator).lastInsertRowid) };
  }

  /**
   * What a series would be that is not held.
   * @throws EwsError `not_found`: the catalogue has no such indicator
   */
  unknown(key: SeriesKey): SeriesState {
    const indicator = indicatorOfSeries(key);
    if (this.#sql.frequency.get(indicator) === undefined) {
      const detail = { indicator, series: key };
      throw new EwsError('not_found', `The catalogue has no indicator ${indicator}.`, detail);
    }
    return { id: -1, key, indicator, lastOrdinal: null, knownAt: null, run: null };
  }
}
