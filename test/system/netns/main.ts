import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { whyNotRunnable } from './conditions.ts';
import { run } from './network.ts';

const HELP = `npm run test:system [-- OPTIONS]

Three nodes, each in a network namespace of its own, and what can go wrong between them. Needs Linux, root and
iproute2; where it cannot run it says why, and that is no failure.
  --json        one JSON object a line for each fault, and a last one for the run
  --only NAMES  faults whose names begin with one of these, separated by commas
  --kills N     how often nodes are killed (200)
The seed of the moments of the kills is that of EWS_TEST_SEED, or new.
`;

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    kills: { type: 'string', default: '200' },
    help: { type: 'boolean', default: false },
  },
});

process.exitCode = values.help ? help() : await main();

function help(): number {
  process.stdout.write(HELP);
  return 0;
}

async function main(): Promise<number> {
  const reason = whyNotRunnable();
  if (reason !== undefined) {
    const said = `not runnable here: ${reason}`;
    process.stdout.write(values.json ? `${JSON.stringify({ skipped: said })}\n` : `${said}\n`);
    return 0;
  }
  const prefix = `ews-${process.pid}`;
  const hub = `${prefix}-hub`;
  run('ip', 'netns', 'add', hub);
  try {
    return await runInside(hub, { ...values, prefix });
  } finally {
    removeAll(prefix);
  }
}

/** Ends what still runs in the namespaces of this run, and removes them. */
function removeAll(prefix: string): void {
  const names = run('ip', 'netns', 'list')
    .split('\n')
    .map((line) => line.split(' ')[0] ?? '')
    .filter((name) => name.startsWith(`${prefix}-`));
  for (const name of names) {
    const left = run('ip', 'netns', 'pids', name)
      .split('\n')
      .filter((pid) => pid !== '');
    for (const pid of left) process.kill(Number(pid), 'SIGKILL');
    run('ip', 'netns', 'del', name);
  }
}

/** The same program again in the namespace of the hub, with its results on standard output and nothing else. */
async function runInside(hub: string, options: object): Promise<number> {
  const program = join(import.meta.dirname, 'inside.ts');
  const reporter = ['--test-reporter=spec', '--test-reporter-destination=stderr'];
  const child = spawn('ip', ['netns', 'exec', hub, process.execPath, ...reporter, program], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, EWS_SYSTEM_TEST: JSON.stringify(options) },
  });
  // Whoever ends this run has what it made removed all the same.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => child.kill('SIGTERM'));
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}
