import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { EwsError } from '../domain/errors.ts';

const EWS = join(import.meta.dirname, '..', 'cli', 'ews.js');

/** A node process that answers. */
export interface NodeProcess {
  readonly pid: number | undefined;
  stop(): Promise<void>;
}

/** Processes find their modules compiled by those before them, in the folder of the demonstration. */
function compiled(directory: string): NodeJS.ProcessEnv {
  return { NODE_COMPILE_CACHE: join(directory, 'compiled'), ...process.env };
}

/** Runs an `ews` command on the folder of a node to its end, and returns what it printed. */
export async function ews(args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [EWS, ...args], {
    maxBuffer: 1024 * 1024,
    env: compiled(dirname(args[1] ?? '.')),
  });
  return stdout;
}

/** Starts the node of a folder; its log goes to a file there. Resolves when its health says that it is ready. */
export async function startProcess(directory: string, agencyUrl: string): Promise<NodeProcess> {
  const log = openSync(join(directory, 'node.log'), 'a');
  const child = spawn(process.execPath, [EWS, 'start', directory], {
    stdio: ['ignore', log, log],
    env: compiled(dirname(directory)),
  });
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

/** Below the ports that systems give to outgoing connections: one of those could be taken in the meantime. */
const FREE_PORTS = { from: 12_000, to: 32_000 } as const;

/** Ports that are free at this moment: those wished for, or any where one is taken or 0. No two are the same. */
export async function freePorts(...wished: readonly number[]): Promise<number[]> {
  const servers: Server[] = [];
  for (const port of wished) servers.push(await listenOn(port === 0 ? anyPort() : port));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => promisify(server.close.bind(server))()));
  return ports;
}

function anyPort(): number {
  return randomInt(FREE_PORTS.from, FREE_PORTS.to);
}

async function listenOn(port: number): Promise<Server> {
  const server = createServer();
  const listening = once(server, 'listening');
  server.listen(port, '127.0.0.1');
  try {
    await listening;
    return server;
  } catch {
    return listenOn(anyPort());
  }
}
