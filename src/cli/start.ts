import { Command } from 'commander';
import { EXIT } from './exit-codes.ts';
import { nodeDirectory } from './node-directory.ts';

export function startCommand(): Command {
  return new Command('start')
    .description('run a node until it is told to stop (SIGINT, SIGTERM)')
    .argument('[dir]', 'the folder of the node; else EWS_DIR')
    .action(start);
}

async function start(directory: string | undefined): Promise<void> {
  // Loaded for this command alone: it brings the whole node with it.
  const { run } = await import('../main.ts');
  const stopped = stopSignal();
  const node = await run(nodeDirectory(directory));
  await node.stop(await stopped);
}

/** Within this time, a signal is the first one again: npm passes on what the terminal has sent already. */
const SAME_SIGNAL_MS = 1000;

/** The first signal lets the node finish what it does; a later one ends the process as it is. */
function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    let first: number | undefined;
    const take = (signal: string) => {
      first ??= performance.now();
      if (performance.now() - first > SAME_SIGNAL_MS) process.exit(EXIT.failed);
      resolve(signal);
    };
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, take);
  });
}
