import { Command } from 'commander';
import { loadConfig } from '../config.ts';
import { EwsError } from '../domain/errors.ts';
import { createOutgoing } from '../net/outgoing.ts';
import { nodeDirectory } from './node-directory.ts';
import { printJson, printLine } from './output.ts';

interface Ready {
  readonly status: 'ready';
  /** `ready`, or the code for which the node issues nothing. */
  readonly log: string;
}

export function healthCommand(): Command {
  return new Command('health')
    .description('ask the running node of a folder whether it is ready; exit code 1 unless it is')
    .argument('[dir]', 'the folder of the node; else EWS_DIR')
    .option('--json', 'print JSON')
    .action(health);
}

/** Whoever supervises a process does not wait for long. */
const TIMEOUT_MS = 5_000;

async function health(directory: string | undefined, { json }: { json?: boolean }): Promise<void> {
  const { agency } = loadConfig(nodeDirectory(directory));
  // It asks its own node, under the address that the configuration names: TLS stands before it, if anywhere.
  const outgoing = createOutgoing({ allowHttp: true });
  try {
    const { status, text } = await outgoing.fetchText({
      method: 'GET',
      url: `http://${reachable(agency.host)}:${agency.port}/health/ready`,
      idleMs: TIMEOUT_MS,
      totalMs: TIMEOUT_MS,
      maxBytes: 64 * 1024,
    });
    if (status !== 200) throw new EwsError('unavailable', `The node answers ${status}.`, { status });
    const ready = JSON.parse(text) as Ready;
    if (json) printJson(ready);
    else printLine(ready.log === 'ready' ? 'ready' : `ready, but issues nothing: ${ready.log}`);
  } finally {
    await outgoing.close();
  }
}

/** Where to call what listens on a host: every address of a machine is one of them. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
