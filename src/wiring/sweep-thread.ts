import { readlinkSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { basename } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { type Judged, SeriesJudge } from '../detect/series-judge.ts';
import type { Slice } from '../detect/sweep.ts';
import { openReadingStores } from '../store/open-stores.ts';
import type { Answered, Asked } from '../threads.ts';
import type { SweepData } from './sweep.ts';

const { directory, settings, draftsPerWorkingDay } = workerData as SweepData;
const { observations, signals, together } = openReadingStores(directory);
// Each series comes once, so nothing of it is kept.
const judge = new SeriesJudge({ series: observations, signals, settings, draftsPerWorkingDay }, 0);
let last = Promise.resolve();

giveWay();
parentPort?.on('message', ({ id, question }: Asked<Slice>) => {
  last = last.then(async () => {
    const answer = await together(() => judgeSlice(question));
    parentPort?.postMessage({ id, answer } satisfies Answered<readonly Judged[]>);
  });
});

async function judgeSlice(slice: Slice): Promise<readonly Judged[]> {
  await judge.heard(slice.due, slice.batch);
  const judged: Judged[] = [];
  for (const due of slice.due) judged.push(...(await judge.judge(due, slice.now)));
  return judged;
}

/** People and peers come first. On Linux each thread has a priority of its own; elsewhere the system shares as it does. */
function giveWay(): void {
  try {
    setPriority(
      Number(basename(readlinkSync('/proc/thread-self'))),
      constants.priority.PRIORITY_BELOW_NORMAL,
    );
  } catch {
    // It works without.
  }
}
