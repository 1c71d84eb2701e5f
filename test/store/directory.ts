import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new folder for the files of a store, gone when the process ends. */
export function storeDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'ews-store-'));
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
