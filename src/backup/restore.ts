import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { NodePaths } from '../config/paths.ts';
import { requireNoProblems } from '../config/problems.ts';
import { NodeFile } from '../config/schema.ts';
import { checkYaml, readYamlFile } from '../config/yaml-file.ts';
import { toBase64 } from '../domain/bytes.ts';
import { type ErrorCode, EwsError } from '../domain/errors.ts';
import type { NodeId } from '../domain/node-id.ts';
import type { Actor } from '../domain/people.ts';
import { type EpochMs, formatInstant } from '../domain/time.ts';
import { flushFolder } from '../durable-file.ts';
import { fenceFile } from '../log/fence.ts';
import { judgeLog } from '../log/judge-log.ts';
import { rangeRoot } from '../log/merkle.ts';
import { openStoresInline } from '../store/open-stores.ts';
import { DATABASE_FILES, isInUse } from '../store/sqlite/backup.ts';
import { digestFile } from './files.ts';
import { type Manifest, type ManifestFile, readManifest } from './manifest.ts';

export interface RestoreRequest {
  readonly backup: string;
  readonly paths: NodePaths;
  /** Whether databases that are there may be put aside. */
  readonly force: boolean;
  readonly actor: Actor;
  readonly now: EpochMs;
  /** Files of the backup that were verified and copied so far. */
  readonly onProgress: (files: { readonly done: number; readonly total: number }) => void;
}

export interface Restored {
  readonly directory: string;
  readonly manifest: Manifest;
  /** Where the databases that were there before lie now; absent: there were none. */
  readonly replaced: string | undefined;
  /** What else the node lacked and was put there, such as `config/node.yaml`. */
  readonly added: readonly string[];
  /** What a node needs and neither it nor the backup has, such as `keys/log.json`. */
  readonly missing: readonly string[];
  /** `ready`, or the code for which the node will issue nothing, and why. */
  readonly log: { readonly state: 'ready' | ErrorCode; readonly message: string | undefined };
}

/**
 * Puts a backup into the folder of a node. Everything is verified before anything is changed, and `node.db`, without
 * which no node starts, is put in place last: after an interruption restore again. The fence stays as it is, and
 * configuration and keys that are there stay, too.
 * @throws EwsError `backup_invalid`: damaged, or cut off; `invalid_input`: of another node; `already_exists`: there
 * are databases, and no `force`; `wrong_state`: a node runs on them, or the backup is of a newer program
 */
export async function restore(request: RestoreRequest): Promise<Restored> {
  const { backup, paths, force } = request;
  const manifest = readManifest(backup);
  requireSameNode(manifest.node, paths);
  requireFree(paths, force);
  const parent = existsSync(paths.data) ? paths.data : paths.directory;
  mkdirSync(parent, { recursive: true, mode: 0o700 });
  const staging = mkdtempSync(join(parent, '.restore-'));
  try {
    await copyVerified(request, manifest, staging);
    const log = await openStaged(request, manifest, join(staging, 'data'));
    // What was verified can take long: somebody may have started the node meanwhile.
    requireFree(paths, force);
    const replaced = putInPlace(join(staging, 'data'), request);
    const added = addWhatLacks(staging, paths, manifest);
    return { directory: paths.directory, manifest, replaced, added, missing: missingOf(paths), log };
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

function requireSameNode(node: NodeId, { nodeFile }: NodePaths): void {
  if (!existsSync(nodeFile)) return;
  const { value, problems } = checkYaml(readYamlFile(nodeFile), NodeFile);
  requireNoProblems(problems);
  const here = value?.node.id;
  if (here === node) return;
  const message = `The backup is of ${node}, and ${nodeFile} is that of ${here}. Take a backup of ${here}, or another folder.`;
  throw new EwsError('invalid_input', message, { backup: node, node: here });
}

function requireFree({ data }: NodePaths, force: boolean): void {
  const held = DATABASE_FILES.map((name) => join(data, name)).filter((path) => existsSync(path));
  if (held.length === 0) return;
  if (isInUse(data)) {
    const message = `A node, or a command, has the databases in ${data} open. Stop it first.`;
    throw new EwsError('wrong_state', message, { data });
  }
  if (!force) {
    const message = `${held.join(' and ')} would be replaced. Use --force if that is what you mean: they are put aside, not deleted.`;
    throw new EwsError('already_exists', message, { files: held });
  }
}

async function copyVerified({ backup, onProgress }: RestoreRequest, manifest: Manifest, to: string) {
  const { files } = manifest;
  for (const name of DATABASE_FILES) {
    if (files.some(({ path }) => path === `data/${name}`)) continue;
    throw new EwsError(
      'backup_invalid',
      `The manifest of ${backup} names no data/${name}. Take another backup.`,
    );
  }
  for (const [index, file] of files.entries()) {
    onProgress({ done: index, total: files.length });
    await copyFile(backup, to, file);
  }
  onProgress({ done: files.length, total: files.length });
}

async function copyFile(backup: string, to: string, { path, bytes, sha256 }: ManifestFile): Promise<void> {
  const from = join(backup, path);
  if (!existsSync(from)) {
    const message = `${from} is missing: the backup is not whole. Take another one.`;
    throw new EwsError('backup_invalid', message, { file: path });
  }
  mkdirSync(join(to, dirname(path)), { recursive: true, mode: 0o700 });
  const found = await digestFile(from, join(to, path));
  if (found.bytes === bytes && found.sha256 === sha256) return;
  const difference = found.bytes === bytes ? 'another SHA-256' : `${found.bytes} bytes instead of ${bytes}`;
  const message = `${from} has ${difference} than when the backup was made: it is damaged. Take another one.`;
  throw new EwsError('backup_invalid', message, { file: path, expected: { bytes, sha256 }, found });
}

/** Brings the copies up to this program's schema, and judges their log by the manifest and the fence. */
async function openStaged({ actor, now, paths }: RestoreRequest, manifest: Manifest, data: string) {
  const stores = await openStoresInline(data);
  try {
    const log = await stores.log.ownLog();
    const { origin, size, root } = manifest.log;
    if (log?.origin !== origin || log.range.size !== size || toBase64(rangeRoot(log.range)) !== root) {
      const message = `The log in data/node.db is not the one of ${size} entries that the manifest names. Take another backup.`;
      throw new EwsError('backup_invalid', message, { file: 'data/node.db' });
    }
    await stores.people.recordAudit({
      at: now,
      actor: { name: actor.name, role: actor.role },
      action: 'databases.restored',
      subject: manifest.node,
      detail: { takenAt: manifest.takenAt, size },
    });
    const judged = await judgeLog(stores.log, log, fenceFile(paths.fence));
    if (judged.state === 'ready') return { state: judged.state, message: undefined };
    return { state: judged.code, message: judged.message };
  } finally {
    await stores.close();
  }
}

/** Returns the folder that the databases were put aside in. */
function putInPlace(staged: string, { paths: { data }, now }: RestoreRequest): string | undefined {
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const replaced = join(data, `replaced-${formatInstant(now).replace(/[:.]/g, '-')}`);
  // What belongs to a database and outlives it would be taken for part of the next one.
  const old = DATABASE_FILES.flatMap((name) => [
    name,
    `${name}-wal`,
    `${name}-shm`,
    `${name}-journal`,
  ]).filter((name) => existsSync(join(data, name)));
  if (old.length > 0) mkdirSync(replaced, { mode: 0o700 });
  for (const name of old) renameSync(join(data, name), join(replaced, name));
  flushFolder(data);
  for (const name of DATABASE_FILES.toReversed()) {
    renameSync(join(staged, name), join(data, name));
    flushFolder(data);
  }
  return old.length > 0 ? replaced : undefined;
}

/** Never over what is there: what an operator changed since the backup counts. */
function addWhatLacks(staging: string, { directory }: NodePaths, { files }: Manifest): string[] {
  const lacking = files
    .map(({ path }) => path)
    .filter((path) => !path.startsWith('data/') && !existsSync(join(directory, path)));
  for (const path of lacking) {
    mkdirSync(join(directory, dirname(path)), { recursive: true, mode: 0o700 });
    renameSync(join(staging, path), join(directory, path));
    flushFolder(join(directory, dirname(path)));
  }
  return lacking;
}

function missingOf(paths: NodePaths): string[] {
  const { nodeFile, statements, logKey, cosignerKey, requestKey, sessionSecret, fence } = paths;
  const needed = [nodeFile, statements, logKey, cosignerKey, requestKey, sessionSecret, fence];
  return needed.filter((path) => !existsSync(path));
}
