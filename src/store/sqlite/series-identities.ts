import { EwsError } from '../../domain/errors.ts';
import { indicatorOfSeries, type SeriesKey } from '../../domain/series.ts';
import type { ObservationStatements, SeriesIdentity } from './observation-rows.ts';

/** The numbers and frequencies of series, which never change: remembered once they were read. */
export class SeriesIdentities {
  readonly #sql: ObservationStatements;
  readonly #known = new Map<SeriesKey, SeriesIdentity>();

  constructor(sql: ObservationStatements) {
    this.#sql = sql;
  }

  find(key: SeriesKey): SeriesIdentity | undefined {
    const identity = this.#known.get(key) ?? this.#sql.series.get(key);
    // One that a transaction makes is not remembered before it is found again: it may yet be rolled back.
    if (identity !== undefined) this.#known.set(key, identity);
    return identity;
  }

  /** @throws EwsError `not_found`: a series of an indicator that is not in the catalogue */
  findOrAdd(key: SeriesKey): SeriesIdentity {
    const held = this.find(key);
    if (held !== undefined) return held;
    const indicator = indicatorOfSeries(key);
    const frequency = this.#sql.frequency.get(indicator);
    if (frequency === undefined) {
      const detail = { indicator, series: key };
      throw new EwsError('not_found', `The catalogue has no indicator ${indicator}.`, detail);
    }
    return { id: Number(this.#sql.addSeries.run(key, indicator).lastInsertRowid), key, frequency };
  }
}
