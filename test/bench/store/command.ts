import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

export const EWS = join(import.meta.dirname, '..', '..', '..', 'src', 'cli', 'ews.js');
/** How often a process is asked how much memory it has had at most. */
const ASK_MS = 20;

/** A command from its start to its end. */
export interface CommandRun {
  readonly seconds: number;
  /** At most, of its whole life; absent where /proc does not tell. */
  readonly memoryMb: number | undefined;
  readonly stdout: string;
}

/** Runs `ews` as a person would. */
export async function runCommand(...args: string[]): Promise<CommandRun> {
  const begun = performance.now();
  const child = spawn(process.execPath, [EWS, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let memoryMb: number | undefined;
  const asking = setInterval(() => {
    memoryMb = peakMemory(child.pid) ?? memoryMb;
  }, ASK_MS);
  const [stdout, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  clearInterval(asking);
  if (code !== 0) throw new Error(`ews ${args.join(' ')} ended with ${code}: ${stdout.slice(0, 500)}`);
  return { seconds: (performance.now() - begun) / 1000, memoryMb, stdout };
}

export function peakMemory(pid: number | undefined): number | undefined {
  try {
    const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  } catch {
    return undefined;
  }
}
