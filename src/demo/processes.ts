import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { EwsError } from '../domain/errors.ts';

const EWS = join(import.meta.dirname, '..', 'cli', 'main.ts');

/** A node process that answers. */
export interface NodeProcess {
  readonly pid: number | undefined;
  stop(): Promise<void>;
}

/** Runs an `ews` command to its end and returns what it printed. */
export async function ews(args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [EWS, ...args], { maxBuffer: 1024 * 1024 });
  return stdout;
}

/** Starts the node of a folder; its log goes to a file there. Resolves when its health says that it is ready. */
export async function startProcess(directory: string, agencyUrl: string): Promise<NodeProcess> {
  const log = openSync(join(directory, 'node.log'), 'a');
  const child = spawn(process.execPath, [EWS, 'start', directory], { stdio: ['ignore', log, log] });
  await untilReady(child, agencyUrl, directory);
  return {
    pid: child.pid,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

async function untilReady(child: ChildProcess, agencyUrl: string, directory: string): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (child.exitCode !== null) break;
    try {
      if ((await fetch(`${agencyUrl}/health/ready`)).ok) return;
    } catch {
      // Not listening yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new EwsError(
    'unavailable',
    `The node of ${directory} did not start; ${join(directory, 'node.log')} says why.`,
  );
}

/** A port that is free at this moment: the one wished for, or any. */
export async function freePort(wished: number): Promise<number> {
  const server = createServer();
  const listening = once(server, 'listening');
  server.listen(wished, '127.0.0.1');
  try {
    await listening;
  } catch {
    return freePort(0);
  }
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
