import { installBreak } from './breaks.ts';
import { stuck } from './stuck.ts';

/** Runs one world after the other, as the parent process names their seeds. */
const { breaks } = JSON.parse(process.argv[2] ?? '{}') as { breaks?: string };

// Nobody reads where an error of a simulated node came from, and collecting it for each costs much.
Error.stackTraceLimit = 0;
if (breaks !== undefined) installBreak(breaks);
const { runWorld } = await import('./world.ts');

let current: number | undefined;

process.on('message', async (seed: number) => {
  current = seed;
  // While a world runs, it alone keeps the process alive; see below.
  process.channel?.unref();
  const result = await runWorld(seed);
  process.channel?.ref();
  current = undefined;
  process.send?.(result);
});

/** Nothing is left to do, and the world has not ended: it waits for something that never comes. */
process.on('beforeExit', () => {
  if (current !== undefined) process.send?.(stuck(current), () => process.exit());
});
process.once('disconnect', () => process.exit());
process.send?.('ready');
