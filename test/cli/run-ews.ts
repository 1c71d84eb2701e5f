import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const BATCH = fileURLToPath(new URL('./batch.ts', import.meta.url));

/** What a run of `ews` left behind. */
export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** Standard input; nothing unless given. */
  readonly input?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Options of Node.js itself. */
  readonly nodeOptions?: readonly string[];
  /** What to run in the place of `ews`. */
  readonly script?: string;
}

/** Starts `ews` as a process of its own, with none of the caller's EWS_ variables and no one's credentials. */
export function startEws(args: readonly string[], options: RunOptions = {}): ChildProcess {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(EWS_|NODE_|XDG_)/.test(name));
  return spawn(process.execPath, [...(options.nodeOptions ?? []), options.script ?? MAIN, ...args], {
    env: { ...Object.fromEntries(inherited), XDG_CONFIG_HOME: '/nonexistent', ...options.environment },
    stdio: 'pipe',
  });
}

export async function runEws(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const child = startEws(args, options);
  // A process that does not read its input may be gone before it is written.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(options.input ?? '');
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout!), text(child.stderr!), ended]);
  return { code, stdout, stderr };
}

/** Runs many command lines one after the other in one process, which is much faster. */
export async function runBatch(
  lines: readonly (readonly string[])[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Run[]> {
  const run = await runEws([], { script: BATCH, input: JSON.stringify(lines), environment });
  if (run.code !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout) as Run[];
}

/** Folders for one test file, removed by `remove`. */
export function createFolders(): { make(): string; remove(): void } {
  const made: string[] = [];
  return {
    make() {
      const folder = mkdtempSync(join(tmpdir(), 'ews-cli-'));
      made.push(folder);
      return folder;
    },
    remove() {
      for (const folder of made) rmSync(folder, { recursive: true, force: true });
    },
  };
}
