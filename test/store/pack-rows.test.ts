import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import { openStoresInline } from '../../src/store/open-stores.ts';
import { indicator, JANUARY, SERIES } from './build.ts';
import { storeDirectory } from './directory.ts';

const FIRST = new URL('../../src/store/sqlite/migrations/observations/001-observations.sql', import.meta.url);

/** A file as version 0.1 of the program left it: one row for each vintage. */
function makeOldFile(directory: string, rows: readonly (readonly [number, number, string, number | null])[]) {
  const db = new Database(join(directory, 'observations.db'));
  const sql = readFileSync(FIRST, 'utf8');
  db.exec(sql);
  db.exec(`CREATE TABLE migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL,
    applied_at TEXT NOT NULL DEFAULT 'then') STRICT`);
  const digest = createHash('sha256').update(sql).digest('hex');
  db.prepare(`INSERT INTO migration (version, name, sha256) VALUES (1, '001-observations.sql', ?)`).run(
    digest,
  );
  const urea = indicator();
  db.prepare('INSERT INTO indicator (code, body) VALUES (?, ?)').run(urea.code, JSON.stringify(urea));
  db.prepare(
    `INSERT INTO series (id, key, indicator, points, vintages, first_ordinal, last_ordinal, known_at, revision)
     VALUES (7, ?, ?, 2, ?, ?, ?, 300, 4)`,
  ).run(SERIES, urea.code, rows.length, JANUARY, JANUARY + 5);
  const insert = db.prepare('INSERT INTO observation VALUES (7, ?, ?, ?, ?)');
  for (const row of rows) insert.run(...row);
  db.close();
}

test('pack rows: a file of an older version is read as it was, vintage by vintage', async () => {
  const directory = storeDirectory();
  makeOldFile(directory, [
    [JANUARY, 100, 'P', 1.5],
    [JANUARY, 200, 'M', null],
    [JANUARY, 300, 'A', 0.1],
    [JANUARY + 5, 150, 'A', -2],
  ]);
  for (let opened = 0; opened < 2; opened++) {
    const stores = await openStoresInline(directory);
    const { observations } = stores;
    const history = await observations.history(SERIES, '2021-01');
    assert.deepEqual(
      history.map(({ value, status, knownAt }) => [value, status, knownAt]),
      [
        [1.5, 'P', 100],
        [undefined, 'M', 200],
        [0.1, 'A', 300],
      ],
    );
    const read = await observations.observations(SERIES, { limit: 9, asOf: 160 });
    assert.deepEqual(
      read.map(({ period, value }) => [period, value]),
      [
        ['2021-01', 1.5],
        ['2021-06', -2],
      ],
    );
    const [summary] = await observations.overview();
    assert.deepEqual([summary?.series, summary?.lastPeriod, summary?.knownAt], [1, '2021-06', 300]);
    await stores.close();
  }
  const db = new Database(join(directory, 'observations.db'), { readonly: true });
  assert.equal(db.prepare(`SELECT count(*) FROM sqlite_schema WHERE name = 'observation'`).pluck().get(), 0);
  db.close();
});
