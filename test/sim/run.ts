import { parseArgs } from 'node:util';
import { runSeeds } from './run-seeds.ts';

/**
 * `npm run sim -- [--seeds N] [--from N] [--break NAME] [--json]`: runs the worlds of N seeds. Each one in which a rule
 * does not hold is a line; the last line is the sum. Ends with 1 if there was one. `--trace`: writes what happens in the
 * world of `--from`, event by event, to standard error.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    from: { type: 'string', default: '1' },
    break: { type: 'string' },
    json: { type: 'boolean', default: false },
    trace: { type: 'boolean', default: false },
  },
});

const from = whole('from', values.from);
const count = whole('seeds', values.seeds);
const startedAt = performance.now();
const sum = { from, seeds: 0, failed: 0, deliveries: 0, faults: 0, seconds: 0 };

if (values.trace) {
  const { runWorld } = await import('./world.ts');
  await runWorld(from, (line) => process.stderr.write(line));
}

await runSeeds(
  { seeds: Array.from({ length: count }, (_, index) => from + index), breaks: values.break },
  ({ seed, failure, deliveries, faults }) => {
    sum.seeds += 1;
    sum.deliveries += deliveries;
    sum.faults += faults;
    if (failure !== undefined) {
      sum.failed += 1;
      const { invariant, step, detail } = failure;
      print({ seed, invariant, step }, `seed ${seed}: ${invariant} at step ${step}: ${detail}`);
    }
    if (!values.json && sum.seeds % 100 === 0) process.stderr.write(`${sum.seeds} of ${count} worlds\n`);
  },
);
sum.seconds = Math.round((performance.now() - startedAt) / 100) / 10;
print(
  sum,
  `${sum.seeds} worlds, ${sum.failed} failed; ${sum.deliveries} deliveries, ${sum.faults} faults; ${sum.seconds} s`,
);
process.exitCode = sum.failed > 0 ? 1 : 0;

function print(line: object, text: string): void {
  process.stdout.write(`${values.json ? JSON.stringify(line) : text}\n`);
}

function whole(name: string, text: string): number {
  if (/^[1-9][0-9]{0,8}$/.test(text)) return Number(text);
  process.stderr.write(`--${name} takes a whole number from 1 on, not "${text}"\n`);
  process.exit(2);
}
