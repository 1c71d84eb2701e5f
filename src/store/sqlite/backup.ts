import { chmodSync, closeSync, fsyncSync, openSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { EwsError } from '../../domain/errors.ts';
import type { HeldLog } from '../../log/port.ts';
import { storeError } from './errors.ts';
import { SqliteLog } from './log.ts';
import { closeDatabases, type Databases, type Db, openReadOnly } from './open.ts';

/** The files of a node, in the order in which they are copied: what the first refers to is in the second. */
export const DATABASE_FILES = ['node.db', 'observations.db'] as const;
export type DatabaseFile = (typeof DATABASE_FILES)[number];

/** Pages that are copied before others of this process have their turn. */
const PAGES_AT_ONCE = 2048;

/** How far a copy is. */
export type CopyProgress = (pages: { readonly done: number; readonly total: number }) => void;

/**
 * Copies both files into a folder while others write to them. Each copy is the file at one moment, and both
 * moments lie side by side. The copies need no write-ahead log: they can be read where nothing can be written.
 * @throws EwsError `unavailable`: a file cannot be read or written; `wrong_state`: a file is damaged
 */
export async function copyDatabases(data: string, into: string, onProgress: CopyProgress): Promise<void> {
  const databases = openReadOnly(data);
  try {
    const sources = { 'node.db': databases.node, 'observations.db': databases.observations };
    // A copy of a file that another process writes to begins anew with each of its writes. One that is made
    // inside a transaction does not: it reads the file as it was when the transaction began.
    for (const name of DATABASE_FILES) beginReading(sources[name]);
    const pages = DATABASE_FILES.map(
      (name) => sources[name].pragma('page_count', { simple: true }) as number,
    );
    const total = pages.reduce((sum, count) => sum + count, 0);
    let before = 0;
    for (const [index, name] of DATABASE_FILES.entries()) {
      const path = join(into, name);
      await sources[name].backup(path, {
        progress: ({ totalPages, remainingPages }) => {
          onProgress({ done: before + totalPages - remainingPages, total });
          return PAGES_AT_ONCE;
        },
      });
      chmodSync(path, 0o600);
      settle(path);
      before += pages[index] ?? 0;
      onProgress({ done: before, total });
    }
  } catch (error) {
    throw storeError(error);
  } finally {
    closeDatabases(databases);
  }
}

/** What the files of a folder say of themselves. */
export interface HeldData {
  /** Number of the newest migration, by file. */
  readonly schema: Readonly<Record<DatabaseFile, number>>;
  readonly log: HeldLog;
}

/** @throws EwsError `wrong_state`: `node.db` holds no log of its own */
export function readHeldData(data: string): HeldData {
  const databases = openReadOnly(data);
  try {
    const log = new SqliteLog(databases.node).ownLog();
    if (log === undefined)
      throw new EwsError('wrong_state', `${join(data, 'node.db')} holds no log of its own.`);
    return { schema: schemaOf(databases), log };
  } catch (error) {
    throw storeError(error);
  } finally {
    closeDatabases(databases);
  }
}

/** Whether some process has one of the files open. Those that are not there, or damaged, nobody can have. */
export function isInUse(data: string): boolean {
  return DATABASE_FILES.some((name) => isOpenElsewhere(join(data, name)));
}

function beginReading(db: Db): void {
  db.exec('BEGIN');
  db.prepare('SELECT count(*) FROM sqlite_schema').get();
}

/** Checks a copy, makes it a file that stands alone, and flushes it. */
function settle(path: string): void {
  const copy = new Database(path, { fileMustExist: true });
  try {
    const found = copy.pragma('quick_check(1)', { simple: true });
    if (found !== 'ok') {
      const message = `The copy ${path} is damaged, and so is what it was made of: ${found}. See "ews check".`;
      throw new EwsError('wrong_state', message, { path, found });
    }
    copy.pragma('journal_mode = DELETE');
  } finally {
    copy.close();
  }
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function schemaOf({ node, observations }: Databases): Record<DatabaseFile, number> {
  const newest = (db: Db) =>
    db.prepare('SELECT ifnull(max(version), 0) FROM migration').pluck().get() as number;
  return { 'node.db': newest(node), 'observations.db': newest(observations) };
}

function isOpenElsewhere(path: string): boolean {
  let db: Db;
  try {
    db = new Database(path, { fileMustExist: true, timeout: 0 });
  } catch {
    return false;
  }
  try {
    // Whoever has a file in WAL mode open holds a lock on it, also while it does nothing.
    db.pragma('locking_mode = EXCLUSIVE');
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
    return false;
  } catch (error) {
    const { code } = error as { code?: string };
    return code?.startsWith('SQLITE_BUSY') ?? false;
  } finally {
    db.close();
  }
}
