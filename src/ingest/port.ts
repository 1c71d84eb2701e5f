import type { Indicator } from '../domain/indicator.ts';
import type { Observation, SeriesKey, SeriesVintages } from '../domain/series.ts';
import { DAY_MS, type EpochMs } from '../domain/time.ts';
import type { BatchOutcome, IngestRun, ObservationBatch } from './batch.ts';

/** An observation on its way into the store, with the number of its period. No `knownAt`: that of the run. */
export interface NewObservation extends Omit<Observation, 'knownAt'> {
  readonly ordinal: number;
  readonly knownAt: EpochMs | undefined;
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

/** A series as it was at a revision; see ObservationStore.revision. */
export interface RevisedSeries extends SeriesVintages {
  readonly revision: string;
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
   * Appends a batch in one transaction and marks its series as due for detection and for derivation in the same one.
   * A row equal to the newest vintage not younger than itself is `unchanged`; another value is a new vintage
   * (`revised`), or the first (`stored`); another value for the very same vintage is a `conflict` and is not stored,
   * unless the vintage is that of the run, was written by it, and neither row states one: then the later row takes its
   * place. The batch holds the write lock: callers keep it to what takes some 20 ms, which is 50,000 rows
   * of few series, or 1,000 series.
   * @throws EwsError `not_found`: an indicator that is not in the catalogue. Nothing of the batch is stored
   */
  append(batch: ObservationBatch, run: IngestRun): Promise<BatchOutcome>;

  /** What `append` would answer; nothing is stored, and earlier forecasts do not count. */
  forecast(batch: ObservationBatch, run: IngestRun): Promise<BatchOutcome>;

  /** The whole catalogue in order of the codes. */
  overview(): Promise<IndicatorSummary[]>;

  /** In order of the keys, those after `after`. */
  series(filter: {
    readonly indicator?: string;
    readonly after?: SeriesKey;
    readonly limit: number;
  }): Promise<SeriesSummary[]>;

  /** One value for each period, as known at `asOf`, in order of the periods; what was withdrawn by then is left out. */
  observations(series: SeriesKey, query: ObservationQuery): Promise<Observation[]>;

  /** The same in columns, with the revision of the series then; `undefined` if there is no such series. */
  columns(series: SeriesKey, query: ObservationQuery): Promise<RevisedSeries | undefined>;

  /** A text that changes with every change of the series; `undefined` if there is no such series. */
  revision(series: SeriesKey): Promise<string | undefined>;

  /** Every vintage of one point, in the order in which they became known. */
  history(series: SeriesKey, period: string): Promise<Observation[]>;

  /** Every vintage of every point of a series; `undefined` if there is no such series. */
  vintages(series: SeriesKey): Promise<SeriesVintages | undefined>;

  /** Observations and vintages held, for reports. */
  countObservations(): Promise<number>;
}

/** A report that was answered to an upload with a key, so that the same upload again gets the same answer. */
export interface KeptUpload {
  /** Who sent it: a subject in domain/people.ts. */
  readonly subject: string;
  /** What the sender called it. */
  readonly key: string;
  /** SHA-256 of the upload and of what was asked with it, in hex. */
  readonly digest: string;
  /** The answer, in JSON. */
  readonly report: string;
  readonly at: EpochMs;
}

/** An upload with a key is kept this long. */
export const UPLOAD_KEPT_MS = DAY_MS;
/** And no more of them than this, the newest. */
export const MAX_KEPT_UPLOADS = 10_000;

/** Uploads that were answered; see KeptUpload. */
export interface UploadStore {
  /** What was kept after `since`. */
  upload(subject: string, key: string, since: EpochMs): Promise<KeptUpload | undefined>;

  /** Keeps an answer, in place of an older one of the same key, and forgets those that are too old or too many. */
  keepUpload(upload: KeptUpload): Promise<void>;
}
