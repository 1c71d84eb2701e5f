import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ObservationBatch } from '../../../src/ingest/batch.ts';
import { SqliteObservations } from '../../../src/store/sqlite/observations.ts';
import { closeDatabases, openDatabases, truncateWal } from '../../../src/store/sqlite/open.ts';
import { type BenchRun, measured } from '../figure.ts';
import { catalogue, type Data, keyOf, ordinalOf, publishedAt, valueAt } from './data.ts';

/** 36 million observations. */
const FULL = { series: 200_000, periods: 180 };
const SERIES_AT_ONCE = 200;
const THREADS = 2;

/** Streams the newest values of every series into typed arrays, by two threads. */
export async function benchSweep(run: BenchRun, directory: string): Promise<void> {
  run.say('sweep');
  const all = { series: run.small ? FULL.series / 10 : FULL.series, periods: FULL.periods };
  const folder = join(directory, 'sweep');
  fill(folder, all);
  const speeds: number[] = [];
  for (let round = 0; round < 3; round++) speeds.push(await sweep(folder, all));
  run.tell(measured('sweep_obs_per_s', 'observations/s', speeds.sort((a, b) => a - b)[1]!));
  rmSync(folder, { recursive: true });
}

async function sweep(folder: string, { series, periods }: Pick<Data, 'series' | 'periods'>): Promise<number> {
  const workers = [...Array(THREADS).keys()].map((thread) => {
    const part = series / THREADS;
    const range = { folder, from: 1 + thread * part, to: 1 + (thread + 1) * part };
    return new Worker(new URL('./sweep-thread.ts', import.meta.url), { workerData: range });
  });
  const next = (worker: Worker) =>
    new Promise<number>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
  await Promise.all(workers.map(next));
  const begun = performance.now();
  const counts = workers.map(next);
  for (const worker of workers) worker.postMessage('go');
  const swept = (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  const seconds = (performance.now() - begun) / 1000;
  if (swept !== series * periods) throw new Error(`${swept} of ${series * periods} observations were swept`);
  return swept / seconds;
}

function fill(folder: string, all: Pick<Data, 'series' | 'periods'>): void {
  const databases = openDatabases(folder);
  const store = new SqliteObservations(databases.observations);
  store.putIndicators(catalogue());
  for (let from = 0; from < all.series; from += SERIES_AT_ONCE) {
    store.append(batchFrom(from, all.periods), { id: 1, knownAt: 0 });
  }
  truncateWal(databases);
  closeDatabases(databases);
}

function batchFrom(from: number, periods: number): ObservationBatch {
  const rows = SERIES_AT_ONCE * periods;
  const batch = {
    series: [...Array(SERIES_AT_ONCE).keys()].map((each) => keyOf(from + each)),
    starts: Uint32Array.from(Array(SERIES_AT_ONCE + 1).keys(), (each) => each * periods),
    ordinals: Int32Array.from(Array(rows).keys(), (row) => ordinalOf(row % periods)),
    values: Float64Array.from(Array(rows).keys(), (row) =>
      valueAt(from + Math.floor(row / periods), row % periods, 0),
    ),
    statuses: new Uint8Array(rows),
    knownAt: Float64Array.from(Array(rows).keys(), (row) => publishedAt(row % periods)),
  };
  return batch;
}
