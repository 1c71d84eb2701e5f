import { z } from 'zod';
import { EwsError } from '../domain/errors.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { Indicator } from '../domain/indicator.ts';
import type { Level } from '../domain/level.ts';
import type { SeriesKey, SeriesPoint } from '../domain/series.ts';
import { formatInstant, periodOrdinal } from '../domain/time.ts';
import { type BandItem, bandOver } from './band.ts';
import type { Details, Detector, Parameters, Point, Step } from './detectors/detector.ts';
import { requireDetector } from './registry.ts';

/** Beyond this the arithmetic could overflow; no observation reaches there. */
const MAX_MAGNITUDE = 1e100;

/** What a detector saw, when it reached `level`. */
export interface Finding {
  readonly detector: Detector;
  readonly parameters: Parameters;
  readonly series: SeriesKey;
  readonly indicator: Indicator;
  /** The series up to the point that was judged, with at least the detector's memory or from its beginning. */
  readonly points: readonly SeriesPoint[];
  readonly step: Step;
  readonly level: Level;
  readonly related?: Evidence['related'];
}

/** Freezes exactly the points that the score depends on, with their vintages. */
export function freeze(finding: Finding): Evidence {
  const { detector, parameters, series, indicator, step, level, related = [] } = finding;
  const points = finding.points.slice(-detector.memory(parameters, indicator.frequency));
  return {
    detector: detector.name,
    version: detector.version,
    parameters: { ...parameters },
    series,
    names: indicator.names,
    unit: indicator.unit,
    frequency: indicator.frequency,
    kind: indicator.kind,
    harmful: indicator.harmful,
    publisher: indicator.source.publisher,
    window: {
      periods: points.map(({ period }) => period),
      values: points.map(({ value }) => value),
      knownAt: points.map(({ knownAt }) => formatInstant(knownAt)),
    },
    period: points.at(-1)!.period,
    score: step.score,
    level,
    ...(related.length === 0 ? {} : { related }),
  };
}

/** A frozen finding, read but not yet computed. */
interface OpenEvidence {
  readonly detector: Detector;
  readonly parameters: Parameters;
  readonly points: readonly (Point & { readonly period: string })[];
}

/**
 * Reads evidence in order to compute it again. Whoever wrote it controls all of it.
 * @throws EwsError `invalid_input`: unknown detector or version; parameters, periods or values that no detector
 *   accepts
 */
function openEvidence(evidence: Evidence): OpenEvidence {
  const detector = requireDetector(evidence.detector, evidence.version);
  const parameters = detector.parameters.safeParse(evidence.parameters);
  if (!parameters.success) return refuse(z.prettifyError(parameters.error));
  return { detector, parameters: parameters.data, points: [...pointsOf(evidence)] };
}

/**
 * Runs the detector over the frozen points again. What is stated as score and level is not looked at here;
 * compare them. @throws EwsError `invalid_input`, as for any that cannot be read
 */
export function replay(evidence: Evidence): Step {
  const { detector, parameters, points } = openEvidence(evidence);
  const stream = detector.stream(parameters, evidence);
  let step: Step | undefined;
  for (const point of points) step = stream.step(point);
  return step ?? refuse('It has no points.');
}

/**
 * What the explanation of the frozen point names besides value and score; nothing where its detector names nothing.
 * @throws EwsError `invalid_input`, as for any that cannot be read
 */
export function detailsOf(evidence: Evidence): Details {
  const { detector, parameters, points } = openEvidence(evidence);
  const stream = detector.stream(parameters, evidence);
  for (const point of points) stream.step(point);
  return stream.details?.() ?? {};
}

/** What evidence turns out to be when it is computed again. */
export interface AssessedEvidence {
  /** Whether score and level are those that it states, bit for bit. */
  readonly agrees: boolean;
  readonly score: number;
  readonly level: Level | undefined;
  readonly band: readonly BandItem[];
}

/** The same step by step, with the band at each; other work goes on in between. @throws EwsError `invalid_input` */
export async function assessEvidence(evidence: Evidence): Promise<AssessedEvidence> {
  const opened = openEvidence(evidence);
  const band = await bandOver(opened, evidence, opened.points, opened.points.length);
  const { score, level } = band.at(-1) ?? refuse('It has no points.');
  return { agrees: score === evidence.score && level === evidence.level, score, level, band };
}

/**
 * The score and level that the evidence itself gives, bit for bit as they were: equal to what it states, or
 * it was tampered with.
 * @throws EwsError `invalid_input`, as replay
 */
export function recompute(evidence: Evidence): { score: number; level: Level | undefined } {
  const { score, level } = replay(evidence);
  return { score, level };
}

function* pointsOf({ frequency, window, period }: Evidence): Generator<Point & { period: string }> {
  let last = Number.NEGATIVE_INFINITY;
  for (const [index, name] of window.periods.entries()) {
    const ordinal = periodOrdinal(frequency, name);
    const value = window.values[index];
    if (ordinal <= last) refuse(`Its periods do not rise: ${name}.`);
    if (value === undefined || !(Math.abs(value) <= MAX_MAGNITUDE))
      return refuse(`No usable value for ${name}.`);
    last = ordinal;
    yield { period: name, ordinal, value };
  }
  if (window.periods.at(-1) !== period) refuse('Its period is not the last of its window.');
}

function refuse(problem: string): never {
  throw new EwsError('invalid_input', `The evidence cannot be computed again. ${problem}`);
}
