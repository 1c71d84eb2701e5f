import type { Indicator } from '../domain/indicator.ts';
import { levelRank } from '../domain/level.ts';
import { cadenceDays, isOverdue } from '../domain/overdue.ts';
import { indicatorOfSeries, type SeriesKey } from '../domain/series.ts';
import type { Signal } from '../domain/signal.ts';
import { type EpochMs, formatInstant, periodOrdinal } from '../domain/time.ts';
import { assess, type Finding, type SignalChange } from './assess.ts';
import type { Step } from './detectors/detector.ts';
import { overdue } from './detectors/overdue.ts';
import { freeze } from './evidence.ts';
import { explain } from './explain.ts';
import { signalId } from './judge.ts';
import type { SignalStore, SilenceStore } from './port.ts';

/** Series looked through at a time for the newest one. */
const PAGE = 1000;

export interface SilenceParts {
  readonly series: SilenceStore;
  readonly signals: Pick<SignalStore, 'episodes' | 'recordAssessments'>;
}

/**
 * Judges every indicator by its newest period over all series, since small partners are silent by nature: opens a
 * signal on the newest series of one that is overdue, raises it once it is late by twice the cadence, and closes
 * it when data have come. Nothing new has to arrive for that. The same again changes nothing.
 */
export async function judgeSilence(parts: SilenceParts, now: EpochMs): Promise<SignalChange[]> {
  const [held, episodes] = await Promise.all([parts.series.overview(), parts.signals.episodes(overdue.name)]);
  const open = Map.groupBy(episodes, ({ series }) => indicatorOfSeries(series));
  const changes: SignalChange[] = [];
  for (const { indicator, lastPeriod } of held) {
    const going = open.get(indicator.code)?.[0];
    if (lastPeriod === undefined) continue;
    if (going === undefined && !isOverdue(indicator, lastPeriod, now)) continue;
    changes.push(...(await judgeIndicator(parts, { indicator, lastPeriod, going, now })));
  }
  return changes;
}

interface Judged {
  readonly indicator: Indicator;
  readonly lastPeriod: string;
  /** The signal of the silence that goes on. */
  readonly going: Signal | undefined;
  readonly now: EpochMs;
}

async function judgeIndicator(parts: SilenceParts, judged: Judged): Promise<SignalChange[]> {
  const { indicator, lastPeriod, going, now } = judged;
  const step = stepOf(judged);
  const rises =
    step.level !== undefined && (going === undefined || levelRank(step.level) > levelRank(going.level));
  const series = going?.series ?? (await newestSeries(parts.series, indicator.code, lastPeriod));
  if (series === undefined) return [];
  const finding = rises ? await findingOf(parts.series, series, judged, step) : undefined;
  // Without any value there is nothing that evidence could hold.
  if (rises && finding === undefined) return [];
  const ordinal = periodOrdinal(indicator.frequency, lastPeriod);
  const changes = assess(going, [{ ordinal, period: lastPeriod, score: step.score, level: step.level }], {
    series,
    sector: indicator.sector,
    quietSteps: 1,
    judgeFrom: Number.NEGATIVE_INFINITY,
    now,
    signalId: (period) => signalId(series, overdue.name, period),
    // Whatever was not overdue a moment ago ends the episode, also where no other period came.
    ordinalOf: () => Number.NEGATIVE_INFINITY,
    finding: () => finding as Finding,
  });
  if (changes.length === 0) return [];
  const signals = changes.map(({ signal }) => signal);
  await parts.signals.recordAssessments([
    { series, detector: overdue.name, throughOrdinal: ordinal, signals },
  ]);
  return changes;
}

function parametersOf({ indicator, lastPeriod, now }: Judged) {
  return overdue.parameters.parse({
    lastPeriod,
    judgedAt: formatInstant(now),
    publicationLagDays: indicator.publicationLagDays,
    cadenceDays: cadenceDays(indicator),
  });
}

/** A derived indicator is as late as its inputs, and never late by itself. */
function stepOf(judged: Judged): Step {
  const step = overdue.stream(parametersOf(judged), judged.indicator).step({ ordinal: 0, value: 0 });
  return judged.indicator.derived === undefined ? step : { ...step, level: undefined };
}

async function findingOf(
  store: SilenceStore,
  series: SeriesKey,
  judged: Judged,
  step: Step,
): Promise<Finding | undefined> {
  const points = await store.window(series, 1);
  if (points.length === 0 || step.level === undefined) return undefined;
  const evidence = freeze({
    detector: overdue,
    parameters: parametersOf(judged),
    series,
    indicator: judged.indicator,
    points,
    step,
    level: step.level,
  });
  return { evidence, explanation: explain(evidence, step) };
}

/** The first series of an indicator that reaches to its newest period. */
async function newestSeries(
  store: SilenceStore,
  indicator: string,
  lastPeriod: string,
): Promise<SeriesKey | undefined> {
  for (let after: SeriesKey | undefined; ; ) {
    const page = await store.series({ indicator, limit: PAGE, ...(after === undefined ? {} : { after }) });
    const newest = page.find((one) => one.lastPeriod === lastPeriod);
    if (newest !== undefined || page.length < PAGE) return newest?.series;
    after = page.at(-1)?.series;
  }
}
