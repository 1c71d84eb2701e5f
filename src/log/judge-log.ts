import { equalBytes, toBase64 } from '../domain/bytes.ts';
import { type ErrorCode, EwsError, hasCode } from '../domain/errors.ts';
import { readCheckpoint } from './checkpoint.ts';
import type { FenceFile } from './fence.ts';
import { rangeRoot } from './merkle.ts';
import type { HeldLog, LogStore } from './port.ts';
import { rootAt } from './tree-at.ts';

/**
 * Only a log that is `ready` is written. One that is `recovering` is taken back from peers by itself
 * (federation/recovery/recover.ts); one that is `refused` waits for an operator.
 */
export type OwnLogState =
  | { readonly state: 'ready' }
  | { readonly state: 'recovering' | 'refused'; readonly code: ErrorCode; readonly message: string };

/** Codes for which a node asks its peers by itself: it may lack entries. All others need an operator. */
const RECOVERABLE: readonly ErrorCode[] = ['fence_missing', 'fence_ahead', 'recovery_unfinished'];

/** What the fence says of a log as a database has it. */
export async function judgeLog(store: LogStore, log: HeldLog, file: FenceFile): Promise<OwnLogState> {
  try {
    const fence = file.read();
    if (fence.origin !== log.origin) {
      throw new EwsError(
        'fence_mismatch',
        `The fence is that of ${fence.origin}; the database holds ${log.origin}.`,
      );
    }
    if (log.range.size < fence.size) {
      throw new EwsError(
        'fence_ahead',
        `The database ends at ${log.range.size}, the fence at ${fence.size}: it was restored from an older backup. Nothing is issued.`,
      );
    }
    const root = await rootAt(store, log.origin, fence.size);
    if (!equalBytes(root, fence.root)) {
      throw new EwsError(
        'fence_mismatch',
        `At size ${fence.size} the database has root ${toBase64(root)}, the fence ${toBase64(fence.root)}. Nothing is issued.`,
      );
    }
    requireCheckpointOf(log);
    return { state: 'ready' };
  } catch (error) {
    if (!hasCode(error, 'fence_mismatch', ...RECOVERABLE)) throw error;
    const { code, message } = error;
    return { state: RECOVERABLE.includes(code) ? 'recovering' : 'refused', code, message };
  }
}

function requireCheckpointOf(log: HeldLog): void {
  const { size, root } = readCheckpoint(log.checkpoint);
  if (size < log.range.size) {
    throw new EwsError(
      'recovery_unfinished',
      `The log was taken back to ${log.range.size} entries, and is signed up to ${size} here. Nothing is issued until its peers were asked.`,
    );
  }
  if (size !== log.range.size || !equalBytes(root, rangeRoot(log.range))) {
    throw new EwsError(
      'fence_mismatch',
      'The checkpoint in the database is not that of its entries. Nothing is issued.',
    );
  }
}

/** Whether it was taken back further than it is signed. */
export function isUnfinished(log: HeldLog): boolean {
  return readCheckpoint(log.checkpoint).size < log.range.size;
}
