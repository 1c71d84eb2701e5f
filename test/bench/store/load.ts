import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** Reads over eight connections, from a process of its own. */
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

interface Reader {
  readonly child: ChildProcess;
  readonly ended: Promise<undefined>;
}
let reader: Reader | undefined;

export async function load(asked: Load): Promise<LoadFigures> {
  reader ??= start();
  const { child, ended } = reader;
  child.send(asked);
  const answer = await Promise.race([once(child, 'message'), ended]);
  if (answer === undefined) throw new Error(`The reading of ${asked.url} failed.`);
  return answer[0] as LoadFigures;
}

/** Ends the process that reads. */
export function endLoad(): void {
  reader?.child.kill();
  reader = undefined;
}

function start(): Reader {
  const child = fork(new URL('./load-process.ts', import.meta.url));
  return { child, ended: once(child, 'exit').then(() => undefined) };
}
