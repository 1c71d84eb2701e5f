import { EwsError } from '../../domain/errors.ts';
import type { Frequency } from '../../domain/indicator.ts';
import { indicatorOfSeries, type SeriesKey } from '../../domain/series.ts';
import type { ObservationStatements, SeriesState } from './observation-rows.ts';

/** Of a series that is to be made: greater than all others, so that it comes after them. */
export const NEW_SERIES = Number.MAX_SAFE_INTEGER;

/** Finds series by their keys, and makes those that are new. */
export class SeriesIdentities {
  readonly #sql: ObservationStatements;
  readonly #indicators = new Set<string>();
  readonly #frequencies = new Map<string, Frequency>();

  constructor(sql: ObservationStatements) {
    this.#sql = sql;
  }

  find(key: SeriesKey): SeriesState | undefined {
    const row = this.#sql.series.get(key);
    if (row === undefined) return undefined;
    const [id, indicator, lastOrdinal, knownAt, run, revision] = row;
    return { id, key, indicator, lastOrdinal, knownAt, run, revision };
  }

  /** Of an indicator that has series, a database keeps the frequency: it need not be asked twice. */
  frequencyOf({ indicator }: SeriesState): Frequency {
    const known = this.#frequencies.get(indicator);
    if (known !== undefined) return known;
    const frequency = this.#sql.frequency.get(indicator);
    if (frequency === undefined) throw new EwsError('internal', `There is no indicator ${indicator}.`);
    this.#frequencies.set(indicator, frequency);
    return frequency;
  }

  /** Nothing is taken out of the catalogue. */
  #isKnown(indicator: string): boolean {
    if (this.#indicators.has(indicator)) return true;
    const isKnown = this.#sql.frequency.get(indicator) !== undefined;
    if (isKnown) this.#indicators.add(indicator);
    return isKnown;
  }

  /**
   * A series that is not held yet has the id NEW_SERIES.
   * @throws EwsError `not_found`: the catalogue has no such indicator
   */
  findOrNew(key: SeriesKey): SeriesState {
    const held = this.find(key);
    if (held !== undefined) return held;
    const indicator = indicatorOfSeries(key);
    if (!this.#isKnown(indicator)) {
      const detail = { indicator, series: key };
      throw new EwsError('not_found', `The catalogue has no indicator ${indicator}.`, detail);
    }
    return { id: NEW_SERIES, key, indicator, lastOrdinal: null, knownAt: null, run: null, revision: 0 };
  }
}
