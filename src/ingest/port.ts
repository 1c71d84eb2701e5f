import type { Indicator } from '../domain/indicator.ts';
import type { Observation, SeriesKey } from '../domain/series.ts';
import type { EpochMs } from '../domain/time.ts';

/** What became of an offered observation. */
export type Outcome = 'stored' | 'revised' | 'unchanged' | 'conflict';

/** An observation on its way into the store, with the number of its period. */
export interface NewObservation extends Observation {
  readonly ordinal: number;
}

export interface SeriesSummary {
  readonly series: SeriesKey;
  readonly indicator: string;
  readonly points: number;
  readonly firstPeriod: string;
  readonly lastPeriod: string;
  /** When something was last learnt of it. */
  readonly knownAt: EpochMs;
}

/** An indicator with what is held of all its series; the latter two absent without observations. */
export interface IndicatorSummary {
  readonly indicator: Indicator;
  readonly series: number;
  readonly lastPeriod: string | undefined;
  /** When something was last learnt of any of them. */
  readonly knownAt: EpochMs | undefined;
}

export interface ObservationQuery {
  /** What was known at this time; absent: all that is known. */
  readonly asOf?: EpochMs;
  readonly from?: string;
  readonly to?: string;
  readonly limit: number;
}

/** What ingest needs of the store, and the reads that show what it stored. */
export interface ObservationStore {
  indicators(): Promise<Indicator[]>;
  indicator(code: string): Promise<Indicator | undefined>;

  /**
   * Adds or replaces catalogue entries. Durable when it resolves. Returns how many were new or different.
   * @throws EwsError `wrong_state`: another frequency for an indicator that has series
   */
  putIndicators(indicators: readonly Indicator[]): Promise<number>;

  /**
   * Appends a batch in one transaction and marks its series as due for detection in the same one. An
   * observation equal to the newest vintage not younger than itself is `unchanged`; another value is a new
   * vintage (`revised`), or the first (`stored`); another value for the very same vintage is a `conflict` and
   * is not stored. Outcomes stand in the order of the batch. The batch holds the write lock for some 20 ms:
   * callers keep it to some 2,000 rows.
   * @throws EwsError `not_found`: an indicator that is not in the catalogue; `invalid_input`: a period that is
   * not the one of its number, or a value that does not go with its status. Nothing of the batch is stored
   */
  appendObservations(batch: readonly NewObservation[]): Promise<Outcome[]>;

  /** The whole catalogue in order of the codes. */
  overview(): Promise<IndicatorSummary[]>;

  series(filter: { readonly indicator?: string; readonly limit: number }): Promise<SeriesSummary[]>;

  /** One value for each period, as known at `asOf`, in order of the periods. */
  observations(series: SeriesKey, query: ObservationQuery): Promise<Observation[]>;

  /** Every vintage of one point, in the order in which they became known. */
  history(series: SeriesKey, period: string): Promise<Observation[]>;

  /** Observations and vintages held, for reports. */
  countObservations(): Promise<number>;
}
