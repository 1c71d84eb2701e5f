import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { EwsError } from '../../domain/errors.ts';
import { storeError } from './errors.ts';
import { migrate, pendingMigrations } from './migrate.ts';
import { packRows } from './pack-rows.ts';

export type Db = Database.Database;

/** The two files of a node. Nothing needs a transaction over both. */
export interface Databases {
  readonly observations: Db;
  readonly node: Db;
}

/** How long a statement waits for a lock of another process. */
const BUSY_TIMEOUT_MS = 5000;

/**
 * Bytes a page. Two entries of 2 KB do not fit into 4 KB, nor two blocks of 20 years of months: both files have
 * larger pages (docs/decisions/0014-blocks.md has the figures).
 */
const PAGE_BYTES = 16384;

/** Of the write-ahead log, before what is in it moves to the file: 64 MB, so that an import need not wait for each few. */
const CHECKPOINT_PAGES = 4000;

type FileName = 'observations' | 'node';

/** Opens both files for writing, makes them if need be, and brings their tables up to date. */
export function openDatabases(directory: string): Databases {
  if (directory !== ':memory:') mkdirSync(directory, { recursive: true });
  const observations = openFile(directory, 'observations');
  try {
    return { observations, node: openFile(directory, 'node') };
  } catch (error) {
    observations.close();
    throw error;
  }
}

/** Opens both files for reading; they have to exist. */
export function openReadOnly(directory: string): Databases {
  const observations = openReader(directory, 'observations');
  try {
    return { observations, node: openReader(directory, 'node') };
  } catch (error) {
    observations.close();
    throw error;
  }
}

export function closeDatabases(databases: Databases): void {
  databases.observations.close();
  databases.node.close();
}

/** How many migrations a file has yet to go through. @throws EwsError `wrong_state`: it is of a newer program */
export function pendingOf(databases: Databases, name: FileName): number {
  return pendingMigrations(databases[name], migrationsOf(name));
}

/** Empties the write-ahead logs, as far as no reader stands in the way. */
export function truncateWal(databases: Databases): void {
  for (const db of [databases.observations, databases.node]) db.pragma('wal_checkpoint(TRUNCATE)');
}

/**
 * Runs `change` in one transaction that survives a loss of power once this returns: for what was promised to
 * somebody. `synchronous` cannot change inside a transaction, so it is set around it.
 */
export function durably<T>(db: Db, change: () => T): T {
  db.pragma('synchronous = FULL');
  try {
    return atomically(db, change);
  } finally {
    db.pragma('synchronous = NORMAL');
  }
}

type Runner = Database.Transaction<(change: () => unknown) => unknown>;

/** Making a transaction costs several times what running one does, so each connection has one for all. */
const runners = new WeakMap<Db, Runner>();

function runnerOf(db: Db): Runner {
  const made = runners.get(db) ?? db.transaction((change: () => unknown) => change());
  runners.set(db, made);
  return made;
}

/** Runs `change` in one transaction that survives the end of the process; a loss of power may undo it whole. */
export function atomically<T>(db: Db, change: () => T): T {
  try {
    // IMMEDIATE takes the write lock first: a transaction that reads before it writes cannot lose it between.
    return runnerOf(db).immediate(change) as T;
  } catch (error) {
    throw storeError(error);
  }
}

function openFile(directory: string, name: FileName): Db {
  const db = open(pathOf(directory, name), {});
  try {
    // The page size counts before the first table is made, and only outside WAL.
    db.pragma(`page_size = ${PAGE_BYTES}`);
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    db.pragma('foreign_keys = ON');
    migrate(db, migrationsOf(name));
    if (name === 'observations') packRows(db);
    return db;
  } catch (error) {
    db.close();
    throw storeError(error);
  }
}

function openReader(directory: string, name: FileName): Db {
  const path = pathOf(directory, name);
  if (!existsSync(path)) throw new EwsError('unavailable', `There is no database ${path}.`, { path });
  const db = open(path, { readonly: true });
  db.pragma('query_only = ON');
  return db;
}

function migrationsOf(name: FileName): URL {
  return new URL(`./migrations/${name}/`, import.meta.url);
}

function pathOf(directory: string, name: FileName): string {
  return directory === ':memory:' ? directory : join(directory, `${name}.db`);
}

function open(path: string, options: Database.Options): Db {
  try {
    return new Database(path, { timeout: BUSY_TIMEOUT_MS, ...options });
  } catch (error) {
    throw storeError(error);
  }
}
