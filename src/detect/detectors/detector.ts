import { z } from 'zod';
import type { Frequency, HarmfulDirection, IndicatorKind } from '../../domain/indicator.ts';
import { LEVELS, type Level } from '../../domain/level.ts';

/** A flat record, since it is frozen into the evidence. */
export type Parameters = Readonly<Record<string, number | string | boolean>>;

/** What a detector knows of a series besides its points. */
export interface SeriesDescription {
  readonly frequency: Frequency;
  readonly kind: IndicatorKind;
  readonly harmful: HarmfulDirection;
}

/** A value and the number of its period. Numbers rise from point to point; gaps are allowed. */
export interface Point {
  readonly ordinal: number;
  readonly value: number;
}

/** What a detector says of the newest point. */
export interface Step {
  /** 0 while there is too little history. Never negative zero, never infinite. */
  readonly score: number;
  readonly level?: Level | undefined;
  /** Over how many changes, back from the newest point, the score speaks. */
  readonly span: number;
  /** On which side of the usual the series is, by this score. */
  readonly side: 'above' | 'below';
}

/** The state of a detector on one series. */
export interface Stream {
  /** Takes the next point and judges it. */
  step(point: Point): Step;
}

/**
 * A causal rule on a series.
 *
 * A step depends on the last `memory` points and on nothing else, bit for bit: a stream that starts `memory`
 * points back says the same as one that started with the series. So evidence of that many points is enough
 * to compute a score again. Nothing is carried along that drifts, such as a running sum.
 *
 * Arithmetic is that of doubles and of Math.sqrt, Math.log (V8 computes it in software, alike on every
 * machine). A change of the arithmetic is a new `version`.
 */
export interface Detector<P extends Parameters = Parameters> {
  /** As in evidence and configuration: `seasonal-z`. */
  readonly name: string;
  readonly version: number;
  /** With a default for each; they suit monthly series. */
  readonly parameters: z.ZodType<P>;
  memory(parameters: P, frequency: Frequency): number;
  stream(parameters: P, series: SeriesDescription): Stream;
}

/** The parameters of the four levels: the least score of each. */
export function thresholds(attention: number, caution: number, alert: number, serious: number) {
  const least = (score: number) => z.number().positive().max(1e6).default(score);
  return {
    attention: least(attention),
    caution: least(caution),
    alert: least(alert),
    serious: least(serious),
  };
}

export type Thresholds = Readonly<Record<Level, number>>;

export function areRising({ attention, caution, alert, serious }: Thresholds): boolean {
  return attention < caution && caution < alert && alert < serious;
}

/** The highest level whose threshold the score reaches. */
export function levelOf(score: number, parameters: Thresholds): Level | undefined {
  return LEVELS.findLast((level) => score >= parameters[level]);
}
