import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { EwsError } from '../../domain/errors.ts';
import { storeError } from './errors.ts';
import { migrate, pendingMigrations } from './migrate.ts';

export type Db = Database.Database;

/** The two files of a node. Nothing needs a transaction over both. */
export interface Databases {
  readonly observations: Db;
  readonly node: Db;
}

/** How long a statement waits for a lock of another process. */
const BUSY_TIMEOUT_MS = 5000;

/**
 * Bytes a page. Two entries of 2 KB do not fit into 4 KB, so `node.db` has larger pages (a third of the time
 * and half the space for entries); observations are small rows, for which larger pages were slower.
 */
const PAGE_SIZES = { observations: 4096, node: 16384 } as const;

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
export function pendingOf(databases: Databases, name: keyof Databases): number {
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

/** Runs `change` in one transaction that survives the end of the process; a loss of power may undo it whole. */
export function atomically<T>(db: Db, change: () => T): T {
  try {
    // IMMEDIATE takes the write lock first: a transaction that reads before it writes cannot lose it between.
    return db.transaction(change).immediate();
  } catch (error) {
    throw storeError(error);
  }
}

function openFile(directory: string, name: keyof typeof PAGE_SIZES): Db {
  const db = open(pathOf(directory, name), {});
  try {
    // The page size counts before the first table is made, and only outside WAL.
    db.pragma(`page_size = ${PAGE_SIZES[name]}`);
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    db.pragma('foreign_keys = ON');
    migrate(db, migrationsOf(name));
    return db;
  } catch (error) {
    db.close();
    throw storeError(error);
  }
}

function openReader(directory: string, name: keyof typeof PAGE_SIZES): Db {
  const path = pathOf(directory, name);
  if (!existsSync(path)) throw new EwsError('unavailable', `There is no database ${path}.`, { path });
  const db = open(path, { readonly: true });
  db.pragma('query_only = ON');
  return db;
}

function migrationsOf(name: keyof Databases): URL {
  return new URL(`./migrations/${name}/`, import.meta.url);
}

function pathOf(directory: string, name: keyof typeof PAGE_SIZES): string {
  return directory === ':memory:' ? directory : join(directory, `${name}.db`);
}

function open(path: string, options: Database.Options): Db {
  try {
    return new Database(path, { timeout: BUSY_TIMEOUT_MS, ...options });
  } catch (error) {
    throw storeError(error);
  }
}
