import type { WorldResult } from './world.ts';

/** By which rule a world fails that waits for something that never comes. Its process ends with it. */
export const STUCK = 'stuck';

export function stuck(seed: number): WorldResult {
  const failure = { invariant: STUCK, step: 0, detail: 'nothing is left to do, and the world has not ended' };
  const none = { nodes: 0, bulletins: 0, deliveries: 0, faults: 0, steps: 0, virtualMs: 0, trace: '' };
  return { seed, failure, ...none };
}
