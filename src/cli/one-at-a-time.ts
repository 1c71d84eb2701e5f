import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { NodePaths } from '../config/paths.ts';
import { EwsError, hasCode } from '../domain/errors.ts';

/** A command that changes keys takes a second or two: another one waits for it. */
const WAIT_MS = 20_000;

/**
 * Changes the keys of a node while no other command does. Each reads the list of statements, adds to it and writes it
 * anew: of two at once, the one that writes last would leave out what the other one added.
 * @throws EwsError `unavailable`: another command does not end
 */
export async function changingKeys<T>(
  { keysLock }: NodePaths,
  work: () => Promise<T>,
  waitMs = WAIT_MS,
): Promise<T> {
  // A folder that is no node's has nothing to be held, and the work says what is wrong with it.
  if (!existsSync(dirname(keysLock))) return work();
  const { exclusively } = await import('../store/sqlite/exclusive.ts');
  let isHeld = false;
  try {
    return await exclusively(keysLock, waitMs, () => {
      isHeld = true;
      return work();
    });
  } catch (error) {
    if (isHeld || !hasCode(error, 'unavailable') || error.detail.sqlite !== 'SQLITE_BUSY') throw error;
    throw new EwsError(
      'unavailable',
      `Another command is changing the keys of this node (it holds ${keysLock}). Wait until it has ended, and run this one again.`,
      { lock: keysLock },
      { cause: error },
    );
  }
}
