import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Runs all tests, or those whose files are named. Each file is a process of its own, and many start nodes and
 * commands: all of them find their modules compiled.
 */
const CONCURRENCY = 2;

const named = process.argv.slice(2);
const files = named.length > 0 ? named : ['test/**/*.test.ts'];

const runner = spawn(process.execPath, ['--test', `--test-concurrency=${CONCURRENCY}`, ...files], {
  stdio: 'inherit',
  env: { NODE_COMPILE_CACHE: join(tmpdir(), 'ews-test-compiled'), ...process.env },
});
const [code] = (await once(runner, 'exit')) as [number | null];
if (named.length === 0) {
  process.stdout.write(
    'Left out: packets lost on a real network, a full file system, and 200 kills: `npm run test:system`.\n',
  );
}
process.exitCode = code ?? 1;
