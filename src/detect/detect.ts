import { setImmediate } from 'node:timers/promises';
import type { Indicator } from '../domain/indicator.ts';
import { indicatorOfSeries } from '../domain/series.ts';
import { type Clock, DAY_MS, type EpochMs } from '../domain/time.ts';
import type { SignalChange } from './assess.ts';
import { ceilingOf } from './ceiling.ts';
import { judge, type LoadedSeries } from './judge.ts';
import { KeptPoints } from './kept-points.ts';
import { type Applied, type DetectorSettings, detectorsFor } from './parameters.ts';
import type { Assessment, DueSeries, SeriesStore, SignalStore, SilenceStore } from './port.ts';
import { firstRecentOrdinal, ordinalAt } from './recent.ts';
import { type Group, groupsOf, type Said, saidAlone, saidByChannels } from './said.ts';
import { judgeSilence } from './silence.ts';
import { Streams } from './streams.ts';
import { watchedMemory } from './watched.ts';
import { WitnessStand } from './witnesses.ts';

/** Series taken at a time. */
const SLICE = 100;

/** Streams kept between runs; one has some tens of kilobytes. */
const STREAMS = 1_000;
const KEPT_SERIES = 500;

export interface DetectionParts {
  readonly series: SeriesStore & SilenceStore;
  readonly signals: Pick<SignalStore, 'position' | 'recordAssessments' | 'episodes'>;
  readonly settings: DetectorSettings;
  /** Business time. */
  readonly clock: Clock;
  /** Drafts that the agency can judge in a working day; absent: no ceiling. */
  readonly draftsPerWorkingDay?: number | undefined;
  /** Told of each signal that opened, grew or closed, once it is stored. */
  readonly onSignal?: ((change: SignalChange) => void) | undefined;
}

export interface Detection {
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
  const running: Running = {
    ...parts,
    streams: new Streams(STREAMS),
    points: new KeptPoints(parts.series, KEPT_SERIES),
    stand: new WitnessStand(parts.series),
  };
  let last: Promise<unknown> = Promise.resolve();
  let changes = 0;
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
        const done = await runDue(running);
        changes += done.signals;
        return done;
      }),
    runSilence: () =>
      inTurn(async () => {
        const found = await judgeSilence(parts, parts.clock.now());
        for (const change of found) parts.onSignal?.(change);
        return found.length;
      }),
  };
}

interface Running extends DetectionParts {
  readonly streams: Streams;
  readonly points: KeptPoints;
  readonly stand: WitnessStand;
}

async function runDue(parts: Running): Promise<{ series: number; signals: number }> {
  let [series, signals] = [0, 0];
  for (;;) {
    const slice = await parts.series.dueSeries(SLICE);
    if (slice.length === 0) return { series, signals };
    await parts.stand.heard(new Set(slice.map((due) => indicatorOfSeries(due.series))));
    const judged: Judged[] = [];
    for (const due of slice) judged.push(...(await judgeSeries(parts, due)));
    if (judged.length > 0) await parts.signals.recordAssessments(judged.map(({ assessment }) => assessment));
    await parts.series.clearDue(slice);
    const changes = judged.flatMap((one) => one.changes);
    for (const change of changes) parts.onSignal?.(change);
    signals += changes.length;
    series += slice.length;
  }
}

/** What a detector says of a series, to be recorded. */
interface Judged {
  readonly assessment: Assessment;
  readonly changes: readonly SignalChange[];
}

/** Runs every detector on one series. */
async function judgeSeries(parts: Running, due: DueSeries): Promise<Judged[]> {
  // A store may answer at once: other work gets its turn between two series.
  await setImmediate();
  const indicator = await parts.series.indicator(indicatorOfSeries(due.series));
  if (indicator === undefined) return [];
  const applied = detectorsFor(parts.settings, indicator, due.series);
  if (applied.length === 0) return [];
  const now = parts.clock.now();
  const loaded = await load(parts, due, indicator, applied, now);
  const judged: Judged[] = [];
  for (const group of groupsOf(applied)) {
    const said = await saidBy(parts, loaded, group);
    judged.push(...(await judgeWith(parts, loaded, group, said, now)));
  }
  return judged;
}

async function load(
  parts: Running,
  due: DueSeries,
  indicator: Indicator,
  applied: readonly Applied[],
  now: EpochMs,
): Promise<LoadedSeries> {
  const { frequency, publicationLagDays } = indicator;
  const episodes = parts.settings.episodes[frequency];
  const recentFrom = firstRecentOrdinal(frequency, episodes.recentPeriods, publicationLagDays, now);
  const memory = Math.max(
    ...applied.map(({ detector, parameters }) =>
      detector.channel === undefined ? detector.memory(parameters, frequency) : watchedMemory(frequency),
    ),
  );
  // A day lies ahead in the east.
  const newest = ordinalAt(frequency, now + DAY_MS);
  // The memory of the oldest step that counts: recent ones, and the quiet ones before.
  const length = memory + newest - recentFrom + 1 + episodes.quietSteps;
  const points = await parts.points.read(due, length, newest);
  return { series: due.series, indicator, episodes, points, changedFrom: due.fromOrdinal, recentFrom };
}

async function saidBy({ streams, stand, draftsPerWorkingDay }: Running, loaded: LoadedSeries, group: Group) {
  const [first] = group;
  if (first.detector.channel === undefined) return saidAlone(streams, first, loaded);
  return saidByChannels(streams, group, loaded, {
    stand,
    witnesses: await stand.of(loaded.indicator),
    alarmsPerYear: ceilingOf(draftsPerWorkingDay, stand.seriesCount),
  });
}

async function judgeWith(
  { signals }: Running,
  loaded: LoadedSeries,
  group: Group,
  said: readonly Said[],
  now: EpochMs,
): Promise<Judged[]> {
  const { series } = loaded;
  const newest = loaded.points.at(-1);
  if (newest === undefined) return [];
  const detector = group[0].detector.name;
  const episodeOf = group.map((each) => each.detector.name);
  const position = await signals.position(series, detector, episodeOf);
  const changes = judge(detector, said, loaded, position, now);
  const throughOrdinal = Math.max(newest.ordinal, position.throughOrdinal ?? newest.ordinal);
  if (changes.length === 0 && throughOrdinal === position.throughOrdinal) return [];
  return [
    {
      assessment: { series, detector, throughOrdinal, signals: changes.map(({ signal }) => signal) },
      changes,
    },
  ];
}
