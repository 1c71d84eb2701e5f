import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build } from 'vite';

/** Builds the console, unless what was built last came from the same sources. */
const ROOT = join(import.meta.dirname, '../..');
const SOURCES = ['src/console', 'src/domain', 'package-lock.json'];
const STAMP = join(ROOT, 'dist/console/.sources');

const digest = digestOf(SOURCES.flatMap((source) => filesOf(join(ROOT, source))));
if (!existsSync(STAMP) || readFileSync(STAMP, 'utf8') !== digest) {
  await build({ configFile: join(import.meta.dirname, 'vite.config.ts') });
  writeFileSync(STAMP, digest);
}

function filesOf(path: string): string[] {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function digestOf(files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(relative(ROOT, file)).update('\0').update(readFileSync(file));
  return hash.digest('hex');
}
