import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchRun } from '../figure.ts';
import { benchCatchUp } from './catch-up.ts';
import { benchLive } from './live.ts';
import { benchRelay } from './relay.ts';
import { benchRing } from './ring.ts';

/** How fast nodes exchange, beside references on the same machine at the same time. */
export async function benchFederation(run: BenchRun): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'ews-bench-'));
  run.after(() => rmSync(directory, { recursive: true, force: true }));
  await benchCatchUp(run, directory);
  await benchLive(run, directory);
  await benchRelay(run, directory);
  await benchRing(run);
}
