import { benchDetect } from './detect/detect.ts';
import { benchFederation } from './federation/federation.ts';
import type { BenchRun, Figure } from './figure.ts';
import { benchLinks } from './links.ts';
import { benchStore } from './store/store.ts';

/**
 * `npm run bench -- NAME [--small] [--rounds N] [--json]`: measures on this machine, and prints one figure a line, as
 * JSON or as text. What happens meanwhile goes to standard error.
 */
const BENCHES: Readonly<Record<string, (run: BenchRun) => Promise<void>>> = {
  detect: benchDetect,
  federation: benchFederation,
  links: benchLinks,
  store: benchStore,
};

const [name = '', ...options] = process.argv.slice(2);
const bench = BENCHES[name];
const rounds = options.includes('--rounds') ? Number(options[options.indexOf('--rounds') + 1]) : 3;

if (bench === undefined) {
  process.stderr.write(
    `usage: bench NAME [--small] [--rounds N] [--json], where NAME is ${Object.keys(BENCHES).join(', ')}\n`,
  );
  process.exitCode = 2;
} else {
  const cleanUps: (() => unknown)[] = [];
  const print = options.includes('--json') ? JSON.stringify : text;
  try {
    await bench({
      small: options.includes('--small'),
      rounds,
      tell: (figure) => process.stdout.write(`${print(figure)}\n`),
      say: (what) => process.stderr.write(`${what}\n`),
      after: (cleanUp) => cleanUps.push(cleanUp),
    });
  } finally {
    for (const cleanUp of cleanUps.reverse()) await cleanUp();
  }
}

function text({ name, value, unit, reference, ratio }: Figure): string {
  const beside = ratio === undefined ? '' : `, reference ${reference} ${unit}: ratio ${ratio}`;
  return `${name.padEnd(34)} ${value} ${unit}${beside}`;
}
