import { createHash } from 'node:crypto';
import { canonicalJson } from '../domain/canonical.ts';
import type { Indicator } from '../domain/indicator.ts';
import type { SeriesKey, SeriesPoint } from '../domain/series.ts';
import { type EpochMs, periodOrdinal } from '../domain/time.ts';
import { type AssessedStep, assess, type SignalChange } from './assess.ts';
import { freeze } from './evidence.ts';
import { explain } from './explain.ts';
import type { EpisodeSettings } from './parameters.ts';
import type { DetectorPosition } from './port.ts';
import type { SaidOf } from './said.ts';

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
 * Judges what is new of a series by what was said of each of its points: the signals to store. Judged are recent periods
 * after the position; its last one again if it may have been revised. `name`: of the detector, or of the first of those
 * that share the episode.
 */
export function judge(
  name: string,
  said: SaidOf,
  loaded: LoadedSeries,
  position: DetectorPosition,
  now: EpochMs,
): SignalChange[] {
  const { series, indicator, episodes, points } = loaded;
  const from = judgeFrom(loaded, position.throughOrdinal);
  const judged = points.findIndex(({ ordinal }) => ordinal >= from);
  if (judged === -1) return [];
  // The quiet ones before the first that is judged count towards the end of an episode.
  const first = Math.max(0, judged - episodes.quietSteps);
  const places = new Map<number, number>();
  const steps = points.slice(first).map(({ ordinal, period }, offset): AssessedStep => {
    const { step, isHeld } = said(first + offset);
    places.set(ordinal, first + offset);
    return { ordinal, period, score: step.score, level: step.level, isHeld };
  });
  return assess(position.open, steps, {
    series,
    sector: indicator.sector,
    quietSteps: episodes.quietSteps,
    judgeFrom: from,
    now,
    signalId: (period) => signalId(series, name, period),
    ordinalOf: (period) => periodOrdinal(indicator.frequency, period),
    finding: ({ ordinal }, level) => {
      const place = places.get(ordinal)!;
      const { step, by } = said(place);
      const seen = points.slice(0, place + 1);
      const evidence = freeze({ ...by(), series, indicator, points: seen, step, level });
      return { evidence, explanation: explain(evidence, step) };
    },
  });
}

/** Points before it raise nothing, and say nothing of how long it has been quiet. */
export function firstOfInterest({ points, episodes, recentFrom }: LoadedSeries): number {
  const recent = points.findIndex(({ ordinal }) => ordinal >= recentFrom);
  return recent === -1 ? points.length : Math.max(0, recent - episodes.quietSteps);
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
