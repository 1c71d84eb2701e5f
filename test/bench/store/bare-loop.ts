import { rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { type Data, isRevised, ordinalOf, publishedAt, sortedSeries, valueAt } from './data.ts';

const ROWS_PER_STATEMENT = 500;
const ROWS_PER_TRANSACTION = 50_000;

/**
 * The reference: the same rows, sorted by series and in memory as numbers, by a bare loop of multi-row inserts with the
 * same durability (WAL, NORMAL, and a last checkpoint). Returns rows a second.
 */
export function bareLoop(directory: string, all: Data): number {
  const path = join(directory, 'bare.db');
  const rows = parsedRows(all);
  const db = new Database(path);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  db.exec(`CREATE TABLE observation (series INTEGER NOT NULL, period INTEGER NOT NULL, known_at INTEGER NOT NULL,
    value REAL, PRIMARY KEY (series, period, known_at)) STRICT, WITHOUT ROWID`);
  const insert = (count: number) =>
    db.prepare<number[]>(`INSERT INTO observation VALUES ${Array(count).fill('(?, ?, ?, ?)').join(', ')}`);
  const many = insert(ROWS_PER_STATEMENT);
  const one = insert(1);
  const begun = performance.now();
  for (let from = 0; from < all.rows; from += ROWS_PER_TRANSACTION) {
    const end = Math.min(all.rows, from + ROWS_PER_TRANSACTION);
    db.transaction(() => {
      let at = from;
      for (; at + ROWS_PER_STATEMENT <= end; at += ROWS_PER_STATEMENT) {
        many.run(...rows.subarray(at * 4, (at + ROWS_PER_STATEMENT) * 4));
      }
      for (; at < end; at++) one.run(...rows.subarray(at * 4, at * 4 + 4));
    })();
  }
  db.pragma('wal_checkpoint(TRUNCATE)');
  const seconds = (performance.now() - begun) / 1000;
  db.close();
  rmSync(path);
  return all.rows / seconds;
}

function parsedRows(all: Data): Float64Array {
  const rows = new Float64Array(all.rows * 4);
  let at = 0;
  const add = (series: number, period: number, vintage: number) => {
    rows[at++] = series;
    rows[at++] = ordinalOf(period);
    rows[at++] = publishedAt(period, vintage);
    rows[at++] = valueAt(series, period, vintage);
  };
  for (const [series, each] of sortedSeries(all).entries()) {
    for (let period = 0; period < all.periods; period++) {
      const from = at;
      add(series, period, 0);
      rows[from + 3] = valueAt(each, period, 0);
      if (!isRevised(each, period)) continue;
      add(series, period, 1);
      rows[at - 1] = valueAt(each, period, 1);
    }
  }
  return rows;
}
