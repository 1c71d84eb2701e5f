import assert from 'node:assert/strict';
import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import Database from 'better-sqlite3';
import { hasCode } from '../../src/domain/errors.ts';
import { openStores, openStoresInline } from '../../src/store/open-stores.ts';
import { migrate } from '../../src/store/sqlite/migrate.ts';
import { refused } from './contract/contract.ts';
import { storeDirectory } from './directory.ts';

/** A database, and migrations that a test may change. */
function setUp() {
  const directory = storeDirectory();
  const file = (name: string) => join(directory, name);
  writeFileSync(file('001-a.sql'), 'CREATE TABLE a (x INTEGER) STRICT; CREATE TABLE b (x INTEGER) STRICT;');
  writeFileSync(file('002-c.sql'), 'CREATE TABLE c (x INTEGER) STRICT;');
  const db = new Database(':memory:');
  const run = () => migrate(db, pathToFileURL(`${directory}/`));
  const tables = () =>
    db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`).pluck().all();
  return { db, file, run, tables };
}

test('migrations: are applied in order, once', () => {
  const { db, file, run, tables } = setUp();
  run();
  writeFileSync(file('003-d.sql'), 'ALTER TABLE c RENAME TO d;');
  run();
  run();
  assert.deepEqual(tables(), ['a', 'b', 'd', 'migration']);
  const applied = db.prepare('SELECT version, name, length(sha256) FROM migration').raw().all();
  assert.deepEqual(applied, [
    [1, '001-a.sql', 64],
    [2, '002-c.sql', 64],
    [3, '003-d.sql', 64],
  ]);
});

test('migrations: one that was changed after it was applied is refused', () => {
  const { file, run, tables } = setUp();
  run();
  appendFileSync(file('001-a.sql'), ' ');
  writeFileSync(file('003-d.sql'), 'CREATE TABLE d (x INTEGER) STRICT;');
  assert.throws(
    run,
    (error) => hasCode(error, 'wrong_state') && /001-a\.sql was changed/.test(error.message),
  );
  assert.deepEqual(tables(), ['a', 'b', 'c', 'migration']);
});

test('migrations: a database newer than the program is refused', () => {
  const { file, run } = setUp();
  run();
  rmSync(file('002-c.sql'));
  assert.throws(run, (error) => hasCode(error, 'wrong_state') && /002-c\.sql/.test(error.message));
});

test('migrations: one that fails leaves nothing of itself', () => {
  const { file, run, tables } = setUp();
  writeFileSync(file('002-c.sql'), 'CREATE TABLE c (x INTEGER) STRICT; CREATE TABLE a (x INTEGER) STRICT;');
  assert.throws(run);
  assert.deepEqual(tables(), ['a', 'b', 'migration']);
  writeFileSync(file('002-c.sql'), 'CREATE TABLE c (x INTEGER) STRICT;');
  run();
  assert.deepEqual(tables(), ['a', 'b', 'c', 'migration']);
});

test('migrations: a number left out is refused', () => {
  const { file, run, tables } = setUp();
  writeFileSync(file('004-e.sql'), 'SELECT 1;');
  assert.throws(run, (error) => hasCode(error, 'internal'));
  assert.deepEqual(tables(), []);
});

for (const [engine, open] of [
  ['in one thread', openStoresInline],
  ['with a writer thread', openStores],
] as const) {
  test(`migrations: a store of a newer version does not open ${engine}`, async () => {
    const directory = storeDirectory();
    await (await openStoresInline(directory)).close();
    const db = new Database(join(directory, 'node.db'));
    db.exec(`INSERT INTO migration (version, name, sha256) VALUES (99, '099-future.sql', 'x')`);
    db.close();
    await refused(open(directory), 'wrong_state');
    await refused(open(directory), 'wrong_state');
  });

  test(`migrations: a file that is no database does not open ${engine}`, async () => {
    const directory = storeDirectory();
    writeFileSync(join(directory, 'node.db'), 'This is no database.'.repeat(100));
    await refused(open(directory), 'internal');
  });
}
