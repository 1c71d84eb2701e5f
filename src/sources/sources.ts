import { EwsError } from '../domain/errors.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Events } from '../events/events.ts';
import type { Loop, Loops } from '../loops.ts';
import type { SourceRun, SourceState, SourceStore } from './port.ts';
import { type RunParts, runSource } from './run.ts';
import { firstRun, nextRun } from './schedule.ts';
import type { SourceSettings } from './settings.ts';

/** How a source fares. */
export interface SourceStatus {
  readonly settings: SourceSettings;
  /** `waiting`: it is due, and others come first. */
  readonly activity: 'idle' | 'waiting' | 'running';
  readonly failingSince: EpochMs | undefined;
  readonly lastSuccessAt: EpochMs | undefined;
  readonly lastRun: SourceRun | undefined;
  /** Absent: it is fetched only when somebody asks for it. */
  readonly nextAt: EpochMs | undefined;
}

/** Data that are fetched by a schedule, or when somebody asks. */
export interface Sources {
  status(): Promise<SourceStatus[]>;
  /** The newest first. @throws EwsError `not_found` */
  runs(source: string, limit: number): Promise<SourceRun[]>;
  /** Has a source fetched as soon as may be; when it is under way already, nothing changes. @throws EwsError `not_found` */
  request(source: string): Promise<SourceStatus>;
  /** Begins with what is due, and goes on until the loops are stopped. */
  start(loops: Loops): void;
}

export interface SourcesParts extends RunParts {
  readonly settings: readonly SourceSettings[];
  readonly store: SourceStore;
  /** Whether the schedule counts; else sources are fetched only when somebody asks. */
  readonly bySchedule: boolean;
  readonly events: Events;
  readonly random: () => number;
}

/** Sources that are fetched at the same time. */
const PARALLEL = 2;
/** How often it is looked for what is due. */
const TICK_MS = 1000;

export function createSources(parts: SourcesParts): Sources {
  const { settings, store, wall, events, random } = parts;
  const asked = new Set<string>();
  const running = new Set<string>();
  const workers: Loop[] = [];
  let planned: Promise<void> | undefined;

  const find = (name: string): SourceSettings => {
    const found = settings.find((each) => each.name === name);
    if (found !== undefined) return found;
    throw new EwsError('not_found', `There is no source ${name}.`, { source: name });
  };
  const isScheduled = ({ scheduled }: SourceSettings) => parts.bySchedule && scheduled;

  /** Says when new sources are due, and those whose schedule has become a closer one. */
  async function plan(): Promise<void> {
    const states = new Map((await store.sourceStates()).map((state) => [state.source, state]));
    const now = wall.now();
    for (const each of settings.filter(isScheduled)) {
      const state = states.get(each.name);
      if (state === undefined) await store.setSourceNext(each.name, firstRun(each, now, random()));
      else if (state.nextAt > nextRun(each, now, 1))
        await store.setSourceNext(each.name, nextRun(each, now, random()));
    }
  }

  /** What has waited longest, unless it is being fetched; what somebody asked for comes first. */
  async function takeDue(): Promise<{ source: SourceSettings; state: SourceState | undefined } | undefined> {
    const states = new Map((await store.sourceStates()).map((state) => [state.source, state]));
    // From here on nothing is waited for until it is taken: the other worker must not take it, too.
    const due = (each: SourceSettings) => {
      if (asked.has(each.name)) return Number.NEGATIVE_INFINITY;
      return (isScheduled(each) ? states.get(each.name)?.nextAt : undefined) ?? Number.POSITIVE_INFINITY;
    };
    const [first] = settings
      .filter((each) => !running.has(each.name) && due(each) <= wall.now())
      .sort((a, b) => due(a) - due(b));
    if (first === undefined) return undefined;
    running.add(first.name);
    asked.delete(first.name);
    return { source: first, state: states.get(first.name) };
  }

  async function work(signal: AbortSignal): Promise<void> {
    planned ??= plan();
    await planned;
    while (!signal.aborted) {
      const due = await takeDue();
      if (due === undefined) return;
      try {
        await fetchOnce(due.source, due.state, signal);
      } finally {
        running.delete(due.source.name);
      }
    }
  }

  async function fetchOnce(source: SourceSettings, state: SourceState | undefined, signal: AbortSignal) {
    const { run, validators } = await runSource(parts, source, state, signal);
    // What the end of the node broke off is due again at the next start.
    if (signal.aborted) return;
    const failed = run.outcome === 'failed';
    await store.recordSourceRun(run, {
      source: source.name,
      nextAt: nextRun(source, run.endedAt, random()),
      lastSuccessAt: failed ? state?.lastSuccessAt : run.endedAt,
      failingSince: failed ? (state?.failingSince ?? run.endedAt) : undefined,
      validators,
    });
    report(events, run);
  }

  async function status(): Promise<SourceStatus[]> {
    const states = new Map((await store.sourceStates()).map((state) => [state.source, state]));
    return Promise.all(
      settings.map(async (each) => {
        const state = states.get(each.name);
        const isDue =
          asked.has(each.name) || (isScheduled(each) && state !== undefined && state.nextAt <= wall.now());
        return {
          settings: each,
          activity: running.has(each.name) ? 'running' : isDue ? 'waiting' : 'idle',
          failingSince: state?.failingSince,
          lastSuccessAt: state?.lastSuccessAt,
          lastRun: (await store.sourceRuns(each.name, 1))[0],
          nextAt: isScheduled(each) ? state?.nextAt : undefined,
        };
      }),
    );
  }

  return {
    status,
    async runs(source, limit) {
      return store.sourceRuns(find(source).name, limit);
    },
    async request(source) {
      const { name } = find(source);
      if (!running.has(name)) asked.add(name);
      for (const worker of workers) worker.wake();
      return (await status()).find(({ settings: each }) => each.name === name)!;
    },
    start(loops) {
      if (settings.length === 0) return;
      for (let number = 1; number <= PARALLEL; number += 1) {
        workers.push(loops.every(`sources ${number}`, TICK_MS, work));
      }
    },
  };
}

function report(events: Events, run: SourceRun): void {
  const { source, outcome, code, message, counts, bytes, startedAt, endedAt } = run;
  const milliseconds = endedAt - startedAt;
  if (outcome === 'failed') {
    events.sourceFailed({ source, code: code ?? 'internal', message: message ?? '', milliseconds });
    return;
  }
  events.sourceFetched({ source, outcome, bytes, milliseconds });
  if (counts !== undefined) events.ingestFinished({ source: `source ${source}`, ...counts, milliseconds });
}
