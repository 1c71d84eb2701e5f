import { createHash } from 'node:crypto';
import { canonicalJson } from '../domain/canonical.ts';
import type { Indicator } from '../domain/indicator.ts';
import type { SeriesKey, SeriesPoint } from '../domain/series.ts';
import { type EpochMs, periodOrdinal } from '../domain/time.ts';
import { type AssessedStep, assess, type SignalChange } from './assess.ts';
import type { Step } from './detectors/detector.ts';
import { freeze } from './evidence.ts';
import { explain } from './explain.ts';
import type { Applied, EpisodeSettings } from './parameters.ts';
import type { DetectorPosition } from './port.ts';
import type { Streams } from './streams.ts';

/** A series as it is read once for all its detectors. */
export interface LoadedSeries {
  readonly series: SeriesKey;
  readonly indicator: Indicator;
  readonly episodes: EpisodeSettings;
  readonly points: readonly SeriesPoint[];
  /** The first period that changed since detection last ran. */
  readonly changedFrom: number;
  /** Older periods raise nothing. */
  readonly recentFrom: number;
}

/**
 * Judges what is new of a series with one detector: the signals to store. Judged are recent periods after
 * the detector's position; its last one again if it may have been revised.
 */
export function judge(
  streams: Streams,
  loaded: LoadedSeries,
  { detector, parameters }: Applied,
  position: DetectorPosition,
  now: EpochMs,
): SignalChange[] {
  const { series, indicator, episodes, points } = loaded;
  const said = streams.run(series, detector, parameters, indicator, points);
  const from = judgeFrom(loaded, position.throughOrdinal);
  const judged = points.findIndex(({ ordinal }) => ordinal >= from);
  if (judged === -1) return [];
  // The quiet ones before the first that is judged count towards the end of an episode.
  const first = Math.max(0, judged - episodes.quietSteps);
  const results = new Map<number, { step: Step; index: number }>();
  const steps = said.slice(first).map((step, offset): AssessedStep => {
    const { ordinal, period } = points[first + offset]!;
    results.set(ordinal, { step, index: first + offset });
    return { ordinal, period, score: step.score, level: step.level };
  });
  return assess(position.open, steps, {
    series,
    sector: indicator.sector,
    detector: detector.name,
    quietSteps: episodes.quietSteps,
    judgeFrom: from,
    now,
    signalId: (period) => signalId(series, detector.name, period),
    ordinalOf: (period) => periodOrdinal(indicator.frequency, period),
    finding: ({ ordinal }, level) => {
      const { step, index } = results.get(ordinal)!;
      const seen = points.slice(0, index + 1);
      const evidence = freeze({ detector, parameters, series, indicator, points: seen, step, level });
      return { evidence, explanation: explain(evidence, step) };
    },
  });
}

function judgeFrom({ changedFrom, recentFrom }: LoadedSeries, through: number | undefined): number {
  if (through === undefined) return recentFrom;
  return Math.max(recentFrom, changedFrom <= through ? through : through + 1);
}

/** 24 hex digits of SHA-256 over series, detector and opening period: a rerun gives an episode the same id. */
export function signalId(series: SeriesKey, detector: string, period: string): string {
  const digest = createHash('sha256').update(canonicalJson([series, detector, period]));
  return digest.digest('hex').slice(0, 24);
}
