import { availableParallelism } from 'node:os';
import type { DetectorSettings } from '../detect/parameters.ts';
import type { Judged } from '../detect/series-judge.ts';
import type { Slice, SweepThreads } from '../detect/sweep.ts';
import { createThreads } from '../threads.ts';

/** Threads at most: further ones would take what the rest of the node needs. */
const MOST_THREADS = 2;
/** It takes some tenths of a second until they have started. */
const LEAST_SERIES = 2_000;

/** What a thread of the sweep needs to know. */
export interface SweepData {
  /** The folder of the store. */
  readonly directory: string;
  readonly settings: DetectorSettings;
  readonly draftsPerWorkingDay?: number | undefined;
}

/** Threads that judge many series at once, each with connections of its own that read. */
export function createSweep(
  data: SweepData,
  least = LEAST_SERIES,
): SweepThreads & { close(): Promise<void> } {
  const threads = createThreads<Slice, readonly Judged[]>({
    script: new URL('./sweep-thread.ts', import.meta.url),
    count: Math.min(MOST_THREADS, availableParallelism()),
    purpose: 'judges series',
    youngGenerationMb: 32,
    oldGenerationMb: 256,
    data,
  });
  return { count: threads.count, least, judge: threads.ask, close: threads.close };
}
