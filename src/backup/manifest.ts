import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { EwsError } from '../domain/errors.ts';
import { LogOrigin, NodeId } from '../domain/node-id.ts';
import { Instant } from '../domain/time.ts';

/** Written last: a folder without it is no backup. */
export const MANIFEST = 'manifest.json';

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'SHA-256 in hexadecimal');
const Size = z.number().int().min(0);

/** A file by its way inside the backup, such as `config/indicators/metals.yaml`: never one that leads out of it. */
const FilePath = z.string().max(1000).refine(isInside, 'a path inside config/, data/, identity/ or keys/');

function isInside(path: string): boolean {
  const [folder = '', ...rest] = path.split('/');
  if (!['config', 'data', 'identity', 'keys'].includes(folder)) return false;
  return rest.length > 0 && rest.every((part) => !['', '.', '..'].includes(part) && !/[\\\0]/.test(part));
}

/**
 * `manifest.json`: what a backup is of, and what has to be in it.
 *
 *     {"format":1,"node":"kr.ews.example","takenAt":"2026-11-24T12:00:00Z","program":"0.1.0",
 *      "log":{"origin":"kr.ews.example/log/1","size":12,"root":"<base64>"},
 *      "schema":{"node.db":7,"observations.db":1},"keys":false,
 *      "files":[{"path":"data/node.db","bytes":65536,"sha256":"<hex>"},…]}
 */
export const Manifest = z.strictObject({
  format: z.literal(1),
  node: NodeId,
  takenAt: Instant,
  /** Version of the program that made it. */
  program: z.string(),
  /** The node's own log, as far as it goes in the backup. */
  log: z.strictObject({ origin: LogOrigin, size: Size, root: z.string() }),
  /** Number of the newest migration of each database. */
  schema: z.strictObject({ 'node.db': Size, 'observations.db': Size }),
  /** Whether private keys are in it. */
  keys: z.boolean(),
  files: z.array(z.strictObject({ path: FilePath, bytes: Size, sha256: Sha256 })).max(100_000),
});
export type Manifest = z.infer<typeof Manifest>;
export type ManifestFile = Manifest['files'][number];

/** @throws EwsError `backup_invalid`: the folder is no whole backup, or of a format that this program does not know */
export function readManifest(backup: string): Manifest {
  const path = join(backup, MANIFEST);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    const message = `${backup} is no whole backup: it has no ${MANIFEST}, which is written last. Take another one.`;
    throw new EwsError('backup_invalid', message, { path }, { cause });
  }
  try {
    return Manifest.parse(JSON.parse(text));
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause) : (cause as Error).message;
    const message = `${path} cannot be used: ${why}. It is damaged, or of a newer version of the program.`;
    throw new EwsError('backup_invalid', message, { path }, { cause });
  }
}
