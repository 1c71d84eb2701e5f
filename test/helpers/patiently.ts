import { setTimeout as sleep } from 'node:timers/promises';
import { EwsError, hasCode } from '../../src/domain/errors.ts';

/** Tries again for a minute what a node that is away, or overloaded, did not take; anything else is an error. */
export async function patiently<T>(act: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await act();
    } catch (error) {
      if (!isOutage(error) || attempt === 120) throw error;
      await sleep(500);
    }
  }
}

/** The node is away, or says that it cannot: not that it was asked for something wrong. */
export function isOutage(error: unknown): boolean {
  if (hasCode(error, 'peer_unreachable', 'peer_timeout')) return true;
  return error instanceof EwsError && error.code === 'peer_answer' && Number(error.detail.status) >= 500;
}
