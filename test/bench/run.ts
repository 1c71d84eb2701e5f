import type { TestContext } from 'node:test';
import { benchLinks } from './links.ts';

/** `npm run bench -- NAME [--rounds N] [--json]`: measures on this machine, and prints a table or JSON. */
const BENCHES: Readonly<Record<string, (t: TestContext, rounds: number) => Promise<object[]>>> = {
  links: benchLinks,
};

const [name = '', ...options] = process.argv.slice(2);
const bench = BENCHES[name];
const rounds = options.includes('--rounds') ? Number(options[options.indexOf('--rounds') + 1]) : 3;

if (bench === undefined) {
  process.stderr.write(
    `usage: bench NAME [--rounds N] [--json], where NAME is ${Object.keys(BENCHES).join(', ')}\n`,
  );
  process.exitCode = 2;
} else {
  const cleanUps: (() => unknown)[] = [];
  // What the helpers of tests need of a test.
  const context = { passed: true, after: (cleanUp: () => unknown) => cleanUps.push(cleanUp) };
  try {
    const figures = await bench(context as unknown as TestContext, rounds);
    if (options.includes('--json')) process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
    else console.table(figures);
  } finally {
    for (const cleanUp of cleanUps.reverse()) await cleanUp();
  }
}
