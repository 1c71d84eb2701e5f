import type { DueSeries } from '../../detect/port.ts';
import type { Frequency, Indicator } from '../../domain/indicator.ts';
import type { Observation, ObservationStatus } from '../../domain/series.ts';
import { formatPeriod } from '../../domain/time.ts';
import type { IndicatorSummary, SeriesSummary } from '../../ingest/port.ts';
import type { Db } from './open.ts';
import { orUndefined } from './values.ts';

/** What never changes of a series: a database keeps the frequency of an indicator that has series. */
export interface SeriesIdentity {
  readonly id: number;
  readonly key: string;
  readonly frequency: Frequency;
}

/** Rows of observations come as arrays: there are many, and these cost half as much as objects. */
export type VintageRow = [ordinal: number, knownAt: number, status: ObservationStatus, value: number | null];

export function observationOf({ key, frequency }: SeriesIdentity, row: VintageRow): Observation {
  const [ordinal, knownAt, status, value] = row;
  return {
    series: key,
    period: formatPeriod(frequency, ordinal),
    value: orUndefined(value),
    status,
    knownAt,
  };
}

interface SummaryRow {
  readonly series: string;
  readonly indicator: string;
  readonly frequency: Frequency;
  readonly points: number;
  readonly first: number;
  readonly last: number;
  readonly knownAt: number;
}

export function summaryOf({ frequency, first, last, ...row }: SummaryRow): SeriesSummary {
  return { ...row, firstPeriod: formatPeriod(frequency, first), lastPeriod: formatPeriod(frequency, last) };
}

interface IndicatorSummaryRow {
  readonly body: string;
  readonly series: number;
  readonly last: number | null;
  readonly knownAt: number | null;
}

export function indicatorSummaryOf({ body, series, last, knownAt }: IndicatorSummaryRow): IndicatorSummary {
  const indicator = JSON.parse(body) as Indicator;
  const lastPeriod = last === null ? undefined : formatPeriod(indicator.frequency, last);
  return { indicator, series, lastPeriod, knownAt: orUndefined(knownAt) };
}

/** What a batch adds to a series. */
export interface Growth {
  readonly id: number;
  readonly points: number;
  readonly vintages: number;
  readonly first: number;
  readonly last: number;
  readonly knownAt: number;
}

const SUMMARY = `SELECT s.key AS series, s.indicator, i.frequency, s.points, s.first_ordinal AS first,
    s.last_ordinal AS last, s.known_at AS knownAt
  FROM series s JOIN indicator i ON i.code = s.indicator`;

const OVERVIEW = `SELECT i.body, ifnull(s.series, 0) AS series, s.last, s.knownAt
  FROM indicator i LEFT JOIN (
    SELECT indicator, count(*) AS series, max(last_ordinal) AS last, max(known_at) AS knownAt
    FROM series GROUP BY indicator
  ) s ON s.indicator = i.code
  ORDER BY i.code`;

// Sums are made by the statement: what was read before may have been changed by another process.
const GROW = `UPDATE series SET
    points = points + @points, vintages = vintages + @vintages,
    first_ordinal = min(@first, ifnull(first_ordinal, @first)),
    last_ordinal = max(@last, ifnull(last_ordinal, @last)),
    known_at = max(@knownAt, ifnull(known_at, @knownAt)),
    revision = revision + 1,
    due_from = min(@first, ifnull(due_from, @first))
  WHERE id = @id`;

/** Rows that one statement inserts: fifty take half the time of fifty statements; more gain little. */
export const ROWS_PER_STATEMENT = 50;

// With a single max(), SQLite takes the other columns from the row that has it.
const AS_OF = `SELECT ordinal, max(known_at), status, value FROM observation
  WHERE series = ? AND ordinal BETWEEN ? AND ? AND known_at <= ?
  GROUP BY ordinal ORDER BY ordinal LIMIT ?`;

const WINDOW = `SELECT ordinal, max(known_at), value FROM observation
  WHERE series = ? AND known_at <= ? GROUP BY ordinal HAVING value IS NOT NULL ORDER BY ordinal DESC LIMIT ?`;

export type ObservationStatements = ReturnType<typeof prepareObservations>;

export function prepareObservations(db: Db) {
  return {
    indicators: db.prepare<[], string>('SELECT body FROM indicator ORDER BY code').pluck(),
    indicator: db.prepare<[string], string>('SELECT body FROM indicator WHERE code = ?').pluck(),
    overview: db.prepare<[], IndicatorSummaryRow>(OVERVIEW),
    frequency: db.prepare<[string], Frequency>('SELECT frequency FROM indicator WHERE code = ?').pluck(),
    frequencyInUse: db
      .prepare<[string], Frequency>(
        `SELECT frequency FROM indicator
         WHERE code = ? AND EXISTS (SELECT 1 FROM series WHERE series.indicator = indicator.code)`,
      )
      .pluck(),
    putIndicator: db.prepare<[string, string]>(
      `INSERT INTO indicator (code, body) VALUES (?, ?)
       ON CONFLICT (code) DO UPDATE SET body = excluded.body WHERE body <> excluded.body`,
    ),
    series: db.prepare<[string], SeriesIdentity>(
      `SELECT s.id, s.key, i.frequency FROM series s JOIN indicator i ON i.code = s.indicator WHERE s.key = ?`,
    ),
    allSeries: db.prepare<[number], SummaryRow>(`${SUMMARY} ORDER BY s.key LIMIT ?`),
    seriesOfIndicator: db.prepare<[string, number], SummaryRow>(
      `${SUMMARY} WHERE s.indicator = ? ORDER BY s.key LIMIT ?`,
    ),
    addSeries: db.prepare<[string, string]>('INSERT INTO series (key, indicator) VALUES (?, ?)'),
    grow: db.prepare<[Growth]>(GROW),
    append: insertRows(db, 1),
    appendMany: insertRows(db, ROWS_PER_STATEMENT),
    vintages: db
      .prepare<[number, number, number], VintageRow>(
        `SELECT ordinal, known_at, status, value FROM observation
         WHERE series = ? AND ordinal BETWEEN ? AND ? ORDER BY ordinal, known_at`,
      )
      .raw(),
    asOf: db.prepare<[number, number, number, number, number], VintageRow>(AS_OF).raw(),
    window: db
      .prepare<[number, number, number], [ordinal: number, knownAt: number, value: number]>(WINDOW)
      .raw(),
    count: db.prepare<[], number>('SELECT ifnull(sum(vintages), 0) FROM series').pluck(),
    dueSeries: db.prepare<[number], DueSeries>(
      `SELECT key AS series, due_from AS fromOrdinal, revision FROM series
       WHERE due_from IS NOT NULL ORDER BY id LIMIT ?`,
    ),
    clearDue: db.prepare<[string, number]>(
      'UPDATE series SET due_from = NULL WHERE key = ? AND revision = ?',
    ),
  };
}

function insertRows(db: Db, rows: number) {
  const values = Array(rows).fill('(?, ?, ?, ?, ?)').join(', ');
  return db.prepare<(number | string | null)[]>(
    `INSERT INTO observation (series, ordinal, known_at, status, value) VALUES ${values}`,
  );
}
