import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { NodePaths } from '../config/paths.ts';
import { toBase64 } from '../domain/bytes.ts';
import { EwsError } from '../domain/errors.ts';
import type { NodeId } from '../domain/node-id.ts';
import { type EpochMs, formatInstant } from '../domain/time.ts';
import { flushFolder } from '../durable-file.ts';
import { rangeRoot } from '../log/merkle.ts';
import { type CopyProgress, copyDatabases, DATABASE_FILES, readHeldData } from '../store/sqlite/backup.ts';
import { digestFile, filesBelow } from './files.ts';
import { MANIFEST, type Manifest, type ManifestFile } from './manifest.ts';

export interface BackupRequest {
  readonly node: NodeId;
  readonly paths: NodePaths;
  /** Folder that backups are collected in; made if need be. */
  readonly into: string;
  /** Whether the private keys in `keys/` go into it, too. Those of the root never do. */
  readonly withKeys: boolean;
  readonly program: string;
  readonly now: EpochMs;
  readonly onProgress: CopyProgress;
}

export interface MadeBackup {
  readonly path: string;
  readonly manifest: Manifest;
}

/**
 * Backs up a node, whether it runs or not, into a folder of its own: `<node id>-<time>/`. It has this name once it
 * is whole and durable, and another one before. What is not in it: the fence, since that has to know better than a
 * backup; the root keys; and, unless they are asked for, all other secrets.
 * @throws EwsError `unavailable`, `wrong_state`: a database cannot be copied; `already_exists`
 */
export async function makeBackup(request: BackupRequest): Promise<MadeBackup> {
  const { node, into, now } = request;
  const path = join(into, `${node}-${formatInstant(now).replace(/[:.]/g, '-')}`);
  if (existsSync(path)) throw new EwsError('already_exists', `There is a backup ${path} already.`, { path });
  mkdirSync(into, { recursive: true, mode: 0o700 });
  const partial = join(into, `.partial-${node}-${randomBytes(6).toString('hex')}`);
  mkdirSync(join(partial, 'data'), { recursive: true, mode: 0o700 });
  try {
    const manifest = await fill(partial, request);
    renameSync(partial, path);
    flushFolder(into);
    return { path, manifest };
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    throw error;
  }
}

async function fill(partial: string, request: BackupRequest): Promise<Manifest> {
  const { node, paths, withKeys, program, now, onProgress } = request;
  const data = join(partial, 'data');
  await copyDatabases(paths.data, data, onProgress);
  const { schema, log } = readHeldData(data);
  const files: ManifestFile[] = [];
  for (const name of DATABASE_FILES) {
    files.push({ path: `data/${name}`, ...(await digestFile(join(data, name))) });
  }
  for (const path of otherFiles(paths, withKeys)) files.push(await copy(paths.directory, partial, path));
  const { origin, range } = log;
  const manifest: Manifest = {
    format: 1,
    node,
    takenAt: formatInstant(now),
    program,
    log: { origin, size: range.size, root: toBase64(rangeRoot(range)) },
    schema,
    keys: withKeys,
    files,
  };
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  writeFileSync(join(partial, MANIFEST), text, { mode: 0o600, flush: true });
  for (const folder of foldersOf(files)) flushFolder(join(partial, folder));
  return manifest;
}

/** Configuration is YAML: what else lies beside it, such as the token of metrics, may be a secret. */
function otherFiles({ directory, keys, statements }: NodePaths, withKeys: boolean): string[] {
  const config = filesBelow(join(directory, 'config'), '**/*.{yaml,yml}').map((path) => `config/${path}`);
  const identity = existsSync(statements) ? [relative(directory, statements).replaceAll('\\', '/')] : [];
  const secrets = withKeys ? filesBelow(keys, '*').map((path) => `keys/${path}`) : [];
  return [...config, ...identity, ...secrets].filter((path) => statSync(join(directory, path)).isFile());
}

async function copy(from: string, to: string, path: string): Promise<ManifestFile> {
  mkdirSync(join(to, dirname(path)), { recursive: true, mode: 0o700 });
  return { path, ...(await digestFile(join(from, path), join(to, path))) };
}

function foldersOf(files: readonly ManifestFile[]): string[] {
  return [...new Set(['.', ...files.map(({ path }) => dirname(path))])];
}
