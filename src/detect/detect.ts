import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../domain/time.ts';
import { closeAbandoned } from './abandoned.ts';
import type { SignalChange } from './assess.ts';
import type { DetectorSettings } from './parameters.ts';
import type { DueSeries, SeriesStore, SignalStore, SilenceStore } from './port.ts';
import { type Judged, SeriesJudge } from './series-judge.ts';
import { judgeSilence } from './silence.ts';
import type { Slice, SweepThreads } from './sweep.ts';

/** Series taken at a time. */
const SLICE = 100;
/** The same of threads, whose findings all come at once: taking them in must not keep an answer waiting. */
const THREAD_SLICE = 25;

const KEPT_SERIES = 500;

export interface DetectionParts {
  readonly series: SeriesStore & SilenceStore;
  readonly signals: Pick<SignalStore, 'position' | 'recordAssessments' | 'episodes'>;
  readonly settings: DetectorSettings;
  /** Business time. */
  readonly clock: Clock;
  /** Drafts that the agency can judge in a working day; absent: no ceiling. */
  readonly draftsPerWorkingDay?: number | undefined;
  /** Absent: this thread judges everything. */
  readonly sweep?: SweepThreads | undefined;
  /** Told of each signal that opened, grew or closed, once it is stored. */
  readonly onSignal?: ((change: SignalChange) => void) | undefined;
}

export interface Detection extends Pick<SeriesJudge, 'channelBand'> {
  /**
   * Judges all series that have something new, until there is none. It can be killed anywhere and run again:
   * what was recorded is not raised twice, and what was not cleared is due again.
   */
  runDue(): Promise<{ series: number; signals: number }>;
  /** Judges what is overdue at this moment; see silence.ts. Returns how many signals opened, grew or closed. */
  runSilence(): Promise<number>;
  /** Signals that opened, grew or closed by what came in since the node started, in whichever run. */
  readonly changes: number;
}

export function createDetection(parts: DetectionParts): Detection {
  const running: Running = { ...parts, judge: new SeriesJudge(parts, KEPT_SERIES), batches: 0 };
  let last: Promise<unknown> = Promise.resolve();
  let changes = 0;
  let hasBegun = false;
  // One after the other: two runs over the same series would write over each other's signals.
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const run = last.then(work);
    last = run.catch(() => undefined);
    return run;
  };
  return {
    get changes() {
      return changes;
    },
    runDue: () =>
      inTurn(async () => {
        if (!hasBegun) for (const change of await closeAbandoned(parts)) parts.onSignal?.(change);
        hasBegun = true;
        const done = await runDue(running);
        changes += done.signals;
        return done;
      }),
    channelBand: (...asked) => running.judge.channelBand(...asked),
    runSilence: () =>
      inTurn(async () => {
        const found = await judgeSilence(parts, parts.clock.now());
        for (const change of found) parts.onSignal?.(change);
        return found.length;
      }),
  };
}

interface Running extends DetectionParts {
  readonly judge: SeriesJudge;
  batches: number;
}

interface Done {
  series: number;
  signals: number;
}

async function runDue(parts: Running): Promise<Done> {
  const done = { series: 0, signals: 0 };
  const many = parts.sweep?.least ?? Number.POSITIVE_INFINITY;
  for (;;) {
    const due = await parts.series.dueSeries(Number.isFinite(many) ? many : SLICE);
    if (due.length === 0) return done;
    parts.batches += 1;
    const [batch, now] = [parts.batches, parts.clock.now()];
    await parts.judge.heard(due, batch);
    const slices = (length: number) => slicesOf(due, length, { now, batch });
    if (parts.sweep !== undefined && due.length >= many)
      await sweep(parts, parts.sweep, slices(THREAD_SLICE), done);
    else for (const slice of slices(SLICE)) await record(parts, slice, await judgeHere(parts, slice), done);
  }
}

function slicesOf(due: readonly DueSeries[], length: number, of: Omit<Slice, 'due'>): Slice[] {
  const count = Math.ceil(due.length / length);
  return Array.from({ length: count }, (_, at) => ({
    ...of,
    due: due.slice(at * length, (at + 1) * length),
  }));
}

/** Has the threads judge the slices; this one records what they say. */
async function sweep(
  parts: Running,
  threads: SweepThreads,
  slices: readonly Slice[],
  done: Done,
): Promise<void> {
  const waiting = [...slices];
  const lane = async () => {
    for (let slice = waiting.shift(); slice !== undefined; slice = waiting.shift()) {
      // What a thread could not judge this one can, or says why not.
      const judged = await threads.judge(slice).catch(() => undefined);
      await record(parts, slice, judged ?? (await judgeHere(parts, slice)), done);
    }
  };
  // Two slices for each thread, so that none waits for the next.
  await Promise.all(Array.from({ length: 2 * threads.count }, lane));
}

async function judgeHere({ judge }: Running, { due, now }: Slice): Promise<Judged[]> {
  const judged: Judged[] = [];
  for (const each of due) {
    // A store may answer at once: other work gets its turn between two series.
    await setImmediate();
    judged.push(...(await judge.judge(each, now)));
  }
  return judged;
}

async function record(parts: Running, { due }: Slice, judged: readonly Judged[], done: Done): Promise<void> {
  if (judged.length > 0) await parts.signals.recordAssessments(judged.map(({ assessment }) => assessment));
  await parts.series.clearDue(due);
  const changes = judged.flatMap((one) => one.changes);
  for (const change of changes) parts.onSignal?.(change);
  done.signals += changes.length;
  done.series += due.length;
}
