import type { DueSeries } from '../../detect/port.ts';
import type { Frequency, Indicator } from '../../domain/indicator.ts';
import { formatPeriod } from '../../domain/time.ts';
import type { IndicatorSummary, SeriesSummary } from '../../ingest/port.ts';
import type { Db } from './open.ts';
import { orUndefined } from './values.ts';

/** A series, and what a batch has to know of it; `null` where nothing is held. */
export interface SeriesState {
  readonly id: number;
  readonly key: string;
  readonly indicator: string;
  readonly lastOrdinal: number | null;
  readonly knownAt: number | null;
  /** The last run that changed it; negative if others had written at its time or later. */
  readonly run: number | null;
  /** Grows with every change. */
  readonly revision: number;
}

/** As arrays: a batch asks for thousands of series, and these cost a third of objects. */
export type SeriesRow = [
  id: number,
  indicator: string,
  lastOrdinal: number | null,
  knownAt: number | null,
  run: number | null,
  revision: number,
];

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
export type Growth = [
  points: number,
  vintages: number,
  first: number,
  last: number,
  knownAt: number,
  run: number,
  dueFrom: number,
  deriveFrom: number,
  id: number,
];

/** What a batch adds to an indicator. */
interface IndicatorGrowth {
  readonly code: string;
  readonly series: number;
  readonly last: number | null;
  readonly knownAt: number | null;
}

const SUMMARY = `SELECT s.key AS series, s.indicator, i.frequency, s.points, s.first_ordinal AS first,
    s.last_ordinal AS last, s.known_at AS knownAt
  FROM series s JOIN indicator i ON i.code = s.indicator`;

const OVERVIEW = `SELECT body, series, last_ordinal AS last, known_at AS knownAt FROM indicator ORDER BY code`;

// Sums are made by the statement: what was read before may have been changed by another process.
const GROW = `UPDATE series SET
    points = points + ?, vintages = vintages + ?,
    first_ordinal = min(?, ifnull(first_ordinal, ${Number.MAX_SAFE_INTEGER})),
    last_ordinal = max(?, ifnull(last_ordinal, ${Number.MIN_SAFE_INTEGER})),
    known_at = max(?, ifnull(known_at, ${Number.MIN_SAFE_INTEGER})),
    run = ?,
    due_from = min(?, ifnull(due_from, ${Number.MAX_SAFE_INTEGER})),
    derive_from = min(?, ifnull(derive_from, ${Number.MAX_SAFE_INTEGER})),
    revision = revision + 1
  WHERE id = ?`;

interface RewrittenRow {
  readonly id: number;
  readonly points: number;
  readonly vintages: number;
  readonly first: number;
  readonly last: number;
  readonly newest: number;
  readonly fromOrdinal: number;
}

const REWRITE = `UPDATE series SET
    points = @points, vintages = @vintages, first_ordinal = @first, last_ordinal = @last, known_at = @newest, run = NULL,
    due_from = min(@fromOrdinal, ifnull(due_from, @fromOrdinal)),
    derive_from = min(@fromOrdinal, ifnull(derive_from, @fromOrdinal)),
    revision = revision + 1
  WHERE id = @id`;

const GROW_INDICATOR = `UPDATE indicator SET
    series = series + @series,
    last_ordinal = ifnull(max(@last, ifnull(last_ordinal, @last)), last_ordinal),
    known_at = ifnull(max(@knownAt, ifnull(known_at, @knownAt)), known_at)
  WHERE code = @code`;

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
    series: db
      .prepare<[string], SeriesRow>(
        'SELECT id, indicator, last_ordinal, known_at, run, revision FROM series WHERE key = ?',
      )
      .raw(),
    allSeries: db.prepare<[string, number], SummaryRow>(`${SUMMARY} WHERE s.key > ? ORDER BY s.key LIMIT ?`),
    seriesOfIndicator: db.prepare<[string, string, number], SummaryRow>(
      `${SUMMARY} WHERE s.indicator = ? AND s.key > ? ORDER BY s.key LIMIT ?`,
    ),
    addSeries: db.prepare<(string | number)[]>(
      `INSERT INTO series (key, indicator, points, vintages, first_ordinal, last_ordinal, known_at, run,
         due_from, derive_from, revision)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)`,
    ),
    grow: db.prepare<Growth>(GROW),
    removeSeries: db.prepare<[number]>('DELETE FROM series WHERE id = ?'),
    rewrite: db.prepare<[RewrittenRow]>(REWRITE),
    growIndicator: db.prepare<[IndicatorGrowth]>(GROW_INDICATOR),
    count: db.prepare<[], number>('SELECT ifnull(sum(vintages), 0) FROM series').pluck(),
    dueSeries: dueList(db, 'due_from'),
    clearDue: clearMark(db, 'due_from'),
    dueForDerivation: dueList(db, 'derive_from'),
    clearDerivation: clearMark(db, 'derive_from'),
  };
}

type Mark = 'due_from' | 'derive_from';

function dueList(db: Db, mark: Mark) {
  return db.prepare<[number], DueSeries>(
    `SELECT key AS series, ${mark} AS fromOrdinal, revision FROM series
     WHERE ${mark} IS NOT NULL ORDER BY id LIMIT ?`,
  );
}

function clearMark(db: Db, mark: Mark) {
  return db.prepare<[string, number]>(`UPDATE series SET ${mark} = NULL WHERE key = ? AND revision = ?`);
}
