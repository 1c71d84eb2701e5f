import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchRun } from '../figure.ts';
import { benchSteps } from './steps.ts';
import { benchSweep } from './sweep.ts';

/** How fast series are judged: one observation at a time, and all series at once. */
export async function benchDetect(run: BenchRun): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'ews-bench-'));
  run.after(() => rmSync(directory, { recursive: true, force: true }));
  await benchSteps(run);
  await benchSweep(run, directory);
}
