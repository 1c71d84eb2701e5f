import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import type { WorldResult } from './world.ts';

export interface Seeds {
  readonly seeds: readonly number[];
  /** A rule that is broken on purpose; see breaks.ts. */
  readonly breaks?: string | undefined;
  readonly processes?: number;
}

/** No world takes as long as this, even on a busy machine: one that does waits for something that never comes. */
const LONGEST_MS = 300_000;

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
      execArgv: [],
    });
    let current: number | undefined;
    let guard: NodeJS.Timeout | undefined;
    child.on('message', (message: 'ready' | WorldResult) => {
      clearTimeout(guard);
      if (message !== 'ready') tell(message);
      current = waiting.pop();
      if (current === undefined) {
        child.disconnect();
        return;
      }
      guard = setTimeout(() => child.kill('SIGKILL'), LONGEST_MS);
      child.send(current);
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      clearTimeout(guard);
      if (current === undefined) resolve();
      else reject(new Error(`The process of seed ${current} ended (${signal ?? code}).`));
    });
  });
}
