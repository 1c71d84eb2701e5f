import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { closeDatabases, openReadOnly } from '../../../src/store/sqlite/open.ts';
import { sweepNewest } from '../../../src/store/sqlite/sweep.ts';

const { folder, from, to } = workerData as { folder: string; from: number; to: number };
const databases = openReadOnly(folder);
parentPort?.postMessage(0);
await once(parentPort!, 'message');
let observations = 0;
let sum = 0;
for (const { columns } of sweepNewest(databases.observations, from, to)) {
  observations += columns.count;
  // What is not used might not be read.
  for (let at = 0; at < columns.count; at++) sum += columns.values[at]!;
}
if (!Number.isFinite(sum)) throw new Error('a value is no number');
parentPort?.postMessage(observations);
closeDatabases(databases);
parentPort?.close();
