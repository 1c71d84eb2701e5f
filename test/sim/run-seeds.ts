import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { STUCK } from './stuck.ts';
import type { WorldResult } from './world.ts';

/**
 * A process makes way for a fresh one after as many worlds. Node.js keeps a composite `AbortSignal` for as long as it
 * may still abort and somebody listens, and with those of simulated processes that just stopped some megabytes of
 * each world.
 */
const WORLDS_A_PROCESS = 200;

export interface Seeds {
  readonly seeds: readonly number[];
  /** A rule that is broken on purpose; see breaks.ts. */
  readonly breaks?: string | undefined;
  readonly processes?: number;
}

/** Runs the worlds of these seeds, in as many processes as there are cores, and tells of each as it ends. */
export async function runSeeds(
  { seeds, breaks, processes = availableParallelism() }: Seeds,
  tell: (result: WorldResult) => void,
): Promise<void> {
  const waiting = [...seeds].reverse();
  const count = Math.min(processes, seeds.length);
  await Promise.all(Array.from({ length: count }, () => work(waiting, breaks, tell)));
}

function work(
  waiting: number[],
  breaks: string | undefined,
  tell: (result: WorldResult) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child: ChildProcess = fork(new URL('./worker.ts', import.meta.url), [JSON.stringify({ breaks })], {
      // What a world makes lives short: with more room, less of it is looked at.
      execArgv: ['--max-semi-space-size=32'],
    });
    let current: number | undefined;
    let left = WORLDS_A_PROCESS;
    let isStuck = false;
    child.on('message', (message: 'ready' | WorldResult) => {
      if (message !== 'ready') tell(message);
      current = undefined;
      isStuck = message !== 'ready' && message.failure?.invariant === STUCK;
      if (isStuck) return;
      current = left > 0 ? waiting.pop() : undefined;
      left -= 1;
      if (current === undefined) child.disconnect();
      else child.send(current);
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      if (isStuck || (code === 0 && current === undefined)) {
        resolve(waiting.length > 0 ? work(waiting, breaks, tell) : undefined);
      } else reject(new Error(`The process of seed ${current} ended (${signal ?? code}).`));
    });
  });
}
