import Database from 'better-sqlite3';
import { storeError } from './errors.ts';

/**
 * Holds a file for one process alone while `work` runs; others wait for it up to `waitMs`. The system gives it back
 * when a process ends, however it ends, which a file that merely exists does not. Nothing is written into it.
 * @throws EwsError `unavailable`: somebody else holds it still, or it cannot be made
 */
export async function exclusively<T>(path: string, waitMs: number, work: () => Promise<T>): Promise<T> {
  const file = hold(path, waitMs);
  try {
    return await work();
  } finally {
    file.close();
  }
}

function hold(path: string, waitMs: number): Database.Database {
  let file: Database.Database | undefined;
  try {
    file = new Database(path, { timeout: waitMs });
    file.exec('BEGIN EXCLUSIVE');
    return file;
  } catch (error) {
    file?.close();
    throw storeError(error);
  }
}
