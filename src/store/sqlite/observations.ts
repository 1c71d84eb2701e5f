import type { DueSeries, SeriesStore } from '../../detect/port.ts';
import { canonicalJson } from '../../domain/canonical.ts';
import { EwsError } from '../../domain/errors.ts';
import type { Indicator } from '../../domain/indicator.ts';
import type { Observation, SeriesKey, SeriesPoint } from '../../domain/series.ts';
import { type EpochMs, formatPeriod, periodOrdinal } from '../../domain/time.ts';
import type {
  IndicatorSummary,
  NewObservation,
  ObservationQuery,
  ObservationStore,
  Outcome,
  SeriesSummary,
} from '../../ingest/port.ts';
import type { Sync } from '../sync.ts';
import { ObservationBatches } from './observation-batches.ts';
import { indicatorSummaryOf, observationOf, prepareObservations, summaryOf } from './observation-rows.ts';
import { atomically, type Db, durably } from './open.ts';
import { SeriesIdentities } from './series-identities.ts';

/** Every period and every time lie between these. */
const FIRST = Number.MIN_SAFE_INTEGER;
const LAST = Number.MAX_SAFE_INTEGER;

/** The indicator store: the catalogue, observations with their vintages, and what is due for detection. */
export class SqliteObservations implements Sync<ObservationStore>, Sync<SeriesStore> {
  static readonly writes = ['putIndicators', 'appendObservations', 'clearDue'] as const;

  readonly #db: Db;
  readonly #sql: ReturnType<typeof prepareObservations>;
  readonly #identities: SeriesIdentities;
  readonly #batches: ObservationBatches;

  constructor(db: Db) {
    this.#db = db;
    this.#sql = prepareObservations(db);
    this.#identities = new SeriesIdentities(this.#sql);
    this.#batches = new ObservationBatches(this.#sql, this.#identities);
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

  appendObservations(batch: readonly NewObservation[]): Outcome[] {
    return atomically(this.#db, () => this.#batches.append(batch));
  }

  series(filter: { readonly indicator?: string; readonly limit: number }): SeriesSummary[] {
    const rows =
      filter.indicator === undefined
        ? this.#sql.allSeries.all(filter.limit)
        : this.#sql.seriesOfIndicator.all(filter.indicator, filter.limit);
    return rows.map(summaryOf);
  }

  observations(series: SeriesKey, { asOf, from, to, limit }: ObservationQuery): Observation[] {
    const row = this.#identities.find(series);
    if (row === undefined) return [];
    const first = from === undefined ? FIRST : periodOrdinal(row.frequency, from);
    const last = to === undefined ? LAST : periodOrdinal(row.frequency, to);
    return this.#sql.asOf.all(row.id, first, last, asOf ?? LAST, limit).map((raw) => observationOf(row, raw));
  }

  history(series: SeriesKey, period: string): Observation[] {
    const row = this.#identities.find(series);
    if (row === undefined) return [];
    const ordinal = periodOrdinal(row.frequency, period);
    return this.#sql.vintages.all(row.id, ordinal, ordinal).map((raw) => observationOf(row, raw));
  }

  countObservations(): number {
    return this.#sql.count.get() as number;
  }

  dueSeries(limit: number): DueSeries[] {
    return this.#sql.dueSeries.all(limit);
  }

  clearDue(due: readonly DueSeries[]): void {
    atomically(this.#db, () => {
      for (const { series, revision } of due) this.#sql.clearDue.run(series, revision);
    });
  }

  window(series: SeriesKey, length: number, asOf: EpochMs = LAST): SeriesPoint[] {
    const row = this.#identities.find(series);
    if (row === undefined) return [];
    const newestFirst = this.#sql.window.all(row.id, asOf, length);
    return newestFirst.reverse().map(([ordinal, knownAt, value]) => {
      return { period: formatPeriod(row.frequency, ordinal), ordinal, value, knownAt };
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
