import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { fromBase64, toBase64 } from '../domain/bytes.ts';
import { EwsError } from '../domain/errors.ts';
import { LogOrigin } from '../domain/node-id.ts';
import { replaceFile } from '../durable-file.ts';
import type { Hash } from './merkle.ts';

/**
 * The last size and root that this node signed, kept outside the database and its backups:
 * `{"origin":"kr.ews.example/log/1","size":12,"root":"<base64>"}`. A database that is behind it was restored
 * from an old backup, and signing from there would fork the log.
 */
export interface Fence {
  readonly origin: LogOrigin;
  readonly size: number;
  readonly root: Hash;
}

/** Where the fence is kept: a file on disk, or in a simulation what a disk would hold. */
export interface FenceFile {
  /** @throws EwsError `fence_missing`; `fence_mismatch` if it cannot be read as a fence */
  read(): Fence;
  /** Durable when it returns. */
  write(fence: Fence): void;
}

export function fenceFile(path: string): FenceFile {
  return { read: () => readFence(path), write: (fence) => writeFence(path, fence) };
}

const FenceText = z.strictObject({ origin: LogOrigin, size: z.number().int().min(0), root: z.string() });

/** @throws EwsError `fence_missing`; `fence_mismatch` if the file cannot be read as a fence */
export function readFence(path: string): Fence {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new EwsError(
      'fence_missing',
      `The fence file ${path} is missing: the last signed size of the log is not known.`,
      { path },
      { cause },
    );
  }
  try {
    const { origin, size, root } = FenceText.parse(JSON.parse(text));
    return { origin, size, root: fromBase64(root) };
  } catch (cause) {
    throw new EwsError('fence_mismatch', `The fence file ${path} is damaged.`, { path }, { cause });
  }
}

/** Durable when it returns. An operator's command may write it, too. */
export function writeFence(path: string, { origin, size, root }: Fence): void {
  replaceFile(path, `${JSON.stringify({ origin, size, root: toBase64(root) })}\n`);
}
