import { fork } from 'node:child_process';
import { once } from 'node:events';

/** Reads over eight connections, from a process of their own. */
export interface Load {
  readonly url: string;
  /** Asked for in turn. */
  readonly paths: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly seconds: number;
  /** Absent: as fast as they are answered. */
  readonly perSecond?: number;
}

export interface LoadFigures {
  readonly perSecond: number;
  /** Milliseconds that all but one in a hundred were answered in. */
  readonly p99: number;
}

export async function load(asked: Load): Promise<LoadFigures> {
  const child = fork(new URL('./load-process.ts', import.meta.url));
  const ended = once(child, 'exit');
  child.send(asked);
  const answer = await Promise.race([once(child, 'message'), ended.then(() => undefined)]);
  if (answer === undefined) throw new Error(`The reading of ${asked.url} failed.`);
  await ended;
  return answer[0] as LoadFigures;
}
