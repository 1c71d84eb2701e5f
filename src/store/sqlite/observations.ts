import type { DerivationStore, Rewritten } from '../../derive/port.ts';
import type { DueSeries, SeriesStore } from '../../detect/port.ts';
import { canonicalJson } from '../../domain/canonical.ts';
import { EwsError } from '../../domain/errors.ts';
import type { Indicator } from '../../domain/indicator.ts';
import type { Observation, SeriesKey, SeriesPoint, SeriesVintages } from '../../domain/series.ts';
import { type EpochMs, periodOrdinal } from '../../domain/time.ts';
import type { BatchOutcome, IngestRun, ObservationBatch } from '../../ingest/batch.ts';
import type {
  IndicatorSummary,
  ObservationQuery,
  ObservationStore,
  RevisedSeries,
  SeriesSummary,
} from '../../ingest/port.ts';
import type { Sync } from '../sync.ts';
import { BlockReads, observationsOf, pointsIn, rowsOf, shownIn } from './block-reads.ts';
import { BlockRows, FIRST_ORDINAL, LAST_ORDINAL } from './block-rows.ts';
import { ObservationBatches } from './observation-batches.ts';
import {
  indicatorSummaryOf,
  type ObservationStatements,
  prepareObservations,
  type SeriesState,
  summaryOf,
} from './observation-rows.ts';
import { atomically, type Db, durably } from './open.ts';
import { SeriesIdentities } from './series-identities.ts';
import { SeriesRewrites } from './series-rewrites.ts';

/** The indicator store: the catalogue, observations with their vintages, and what is due for detection. */
export class SqliteObservations implements Sync<ObservationStore>, Sync<SeriesStore>, Sync<DerivationStore> {
  static readonly writes = ['putIndicators', 'append', 'rewrite', 'clearDue', 'clearDerivation'] as const;

  readonly #db: Db;
  readonly #sql: ObservationStatements;
  readonly #identities: SeriesIdentities;
  readonly #batches: ObservationBatches;
  readonly #rewrites: SeriesRewrites;
  readonly #reads: BlockReads;
  readonly #reading: (key: SeriesKey, query: ObservationQuery) => RevisedSeries | undefined;

  constructor(db: Db) {
    this.#db = db;
    this.#sql = prepareObservations(db);
    this.#identities = new SeriesIdentities(this.#sql);
    const blocks = new BlockRows(db);
    this.#batches = new ObservationBatches(this.#sql, blocks, this.#identities);
    this.#rewrites = new SeriesRewrites(this.#sql, blocks, this.#identities);
    this.#reads = new BlockReads(blocks);
    this.#reading = db.transaction((key: SeriesKey, query: ObservationQuery) => this.#read(key, query));
  }

  indicators(): Indicator[] {
    return this.#sql.indicators.all().map((body) => JSON.parse(body) as Indicator);
  }

  indicator(code: string): Indicator | undefined {
    const body = this.#sql.indicator.get(code);
    return body === undefined ? undefined : (JSON.parse(body) as Indicator);
  }

  overview(): IndicatorSummary[] {
    return this.#sql.overview.all().map(indicatorSummaryOf);
  }

  putIndicators(indicators: readonly Indicator[]): number {
    return durably(this.#db, () => {
      let changed = 0;
      for (const each of indicators) {
        this.#requireFrequency(each);
        changed += this.#sql.putIndicator.run(each.code, canonicalJson(each)).changes;
      }
      return changed;
    });
  }

  append(batch: ObservationBatch, run: IngestRun): BatchOutcome {
    return atomically(this.#db, () => this.#batches.append(batch, run));
  }

  rewrite(series: readonly Rewritten[]): void {
    atomically(this.#db, () => {
      for (const each of series) this.#rewrites.rewrite(each);
    });
  }

  forecast(batch: ObservationBatch, run: IngestRun): BatchOutcome {
    return this.#db.transaction(() => this.#batches.forecast(batch, run))();
  }

  series(filter: {
    readonly indicator?: string;
    readonly after?: SeriesKey;
    readonly limit: number;
  }): SeriesSummary[] {
    const { indicator, after = '', limit } = filter;
    const rows =
      indicator === undefined
        ? this.#sql.allSeries.all(after, limit)
        : this.#sql.seriesOfIndicator.all(indicator, after, limit);
    return rows.map(summaryOf);
  }

  observations(key: SeriesKey, query: ObservationQuery): Observation[] {
    const columns = this.columns(key, query);
    return columns === undefined ? [] : observationsOf(columns);
  }

  columns(key: SeriesKey, query: ObservationQuery): RevisedSeries | undefined {
    // In one transaction: what is read belongs together, and the file is locked once.
    return this.#reading(key, query);
  }

  revision(key: SeriesKey): string | undefined {
    const series = this.#identities.find(key);
    return series && revisionOf(series);
  }

  history(key: SeriesKey, period: string): Observation[] {
    const series = this.#identities.find(key);
    if (series === undefined) return [];
    const frequency = this.#identities.frequencyOf(series);
    const ordinal = periodOrdinal(frequency, period);
    const columns = this.#reads.vintages(series, ordinal, ordinal);
    return observationsOf({ series: key, frequency, ...rowsOf(columns, ordinal) });
  }

  vintages(key: SeriesKey): SeriesVintages | undefined {
    const series = this.#identities.find(key);
    if (series === undefined) return undefined;
    const frequency = this.#identities.frequencyOf(series);
    return { series: key, frequency, ...this.#reads.vintages(series).copy() };
  }

  countObservations(): number {
    return this.#sql.count.get() as number;
  }

  dueSeries(limit: number): DueSeries[] {
    return this.#sql.dueSeries.all(limit);
  }

  clearDue(due: readonly DueSeries[]): void {
    this.#clear(this.#sql.clearDue, due);
  }

  dueForDerivation(limit: number): DueSeries[] {
    return this.#sql.dueForDerivation.all(limit);
  }

  clearDerivation(due: readonly DueSeries[]): void {
    this.#clear(this.#sql.clearDerivation, due);
  }

  window(key: SeriesKey, length: number, asOf?: EpochMs): SeriesPoint[] {
    const series = this.#identities.find(key);
    if (series === undefined) return [];
    const frequency = this.#identities.frequencyOf(series);
    return pointsIn(frequency, this.#reads.asOf(series, asOf), length);
  }

  #read(key: SeriesKey, { asOf, from, to, limit }: ObservationQuery): RevisedSeries | undefined {
    const series = this.#identities.find(key);
    if (series === undefined) return undefined;
    const frequency = this.#identities.frequencyOf(series);
    const first = from === undefined ? FIRST_ORDINAL : periodOrdinal(frequency, from);
    const last = to === undefined ? LAST_ORDINAL : periodOrdinal(frequency, to);
    const columns = shownIn(this.#reads.asOf(series, asOf, first, last), first, last, limit);
    return { series: key, frequency, revision: revisionOf(series), ...columns };
  }

  #clear(statement: ObservationStatements['clearDue'], due: readonly DueSeries[]): void {
    atomically(this.#db, () => {
      for (const { series, revision } of due) statement.run(series, revision);
    });
  }

  /** Periods are kept as numbers of the indicator's frequency. (A trigger says the same, but not which one.) */
  #requireFrequency({ code, frequency }: Indicator): void {
    const held = this.#sql.frequencyInUse.get(code);
    if (held === undefined || held === frequency) return;
    const message = `The indicator ${code} has series of frequency ${held}; it cannot become ${frequency}.`;
    throw new EwsError('wrong_state', message, { indicator: code, held, frequency });
  }
}

function revisionOf({ id, revision, knownAt }: SeriesState): string {
  return `${id}.${revision}.${knownAt}`;
}
