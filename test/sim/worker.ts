import { installBreak } from './breaks.ts';

/** Runs one world after the other, as the parent process names their seeds. */
const { breaks } = JSON.parse(process.argv[2] ?? '{}') as { breaks?: string };

// Nobody reads where an error of a simulated node came from, and collecting it for each costs much.
Error.stackTraceLimit = 0;
if (breaks !== undefined) installBreak(breaks);
const { runWorld } = await import('./world.ts');

process.on('message', async (seed: number) => {
  process.send?.(await runWorld(seed));
});
process.once('disconnect', () => process.exit());
process.send?.('ready');
