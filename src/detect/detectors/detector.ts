import { z } from 'zod';
import type { Frequency, HarmfulDirection, Indicator, IndicatorKind } from '../../domain/indicator.ts';
import { LEVELS, type Level } from '../../domain/level.ts';
import type { SeriesKey } from '../../domain/series.ts';
import type { ChannelName } from '../channels/channel.ts';
import type { Related } from '../channels/corroboration.ts';

/** A flat record, since it is frozen into the evidence. */
export type Parameters = Readonly<Record<string, number | string | boolean>>;

/** What a detector knows of a series besides its points. */
export interface SeriesDescription {
  readonly frequency: Frequency;
  readonly kind: IndicatorKind;
  readonly harmful: HarmfulDirection;
  /** What related series say at the step that is judged. */
  readonly related?: readonly Pick<Related, 'score'>[] | undefined;
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

/**
 * What the next point would have to be. `low` and `high`: the value below or above which this score is reached;
 * absent where no value does. Where every value reaches it, because of what came before, the edge is the value
 * of the largest deviation to the other side that counts.
 */
export interface Band {
  /** The value that would not deviate at all. */
  readonly expected: number;
  edges(score: number): { readonly low?: number | undefined; readonly high?: number | undefined };
}

/** Numbers that an explanation names besides the values and the score. */
export type Details = Readonly<Record<string, number>>;

/** What the parameters of a detector can depend on besides the configuration. */
export type Fitted = Pick<Indicator, 'harmful' | 'derived' | 'dimensions' | 'threshold'>;

/** The state of a detector on one series. */
export interface Stream {
  /**
   * The band for a point at the period of this number, from what came before alone; undefined while there is too
   * little of it. Good until the next step, and changes nothing.
   */
  band(ordinal: number): Band | undefined;
  /** Takes the next point and judges it. */
  step(point: Point): Step;
  /** Of the newest step, computed when somebody asks: a step itself should cost little. */
  details?(): Details;
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
  /** Of a channel: its thresholds follow from the past of the series, and configuration states this instead. */
  readonly channel?: ChannelName;
  readonly configured?: z.ZodType<Parameters>;
  memory(parameters: P, frequency: Frequency): number;
  /**
   * The parameters for one series, where they depend on its indicator; undefined: there is nothing to judge it by.
   * They are frozen into evidence, so that nobody needs the indicator to compute a score again.
   */
  fit?(parameters: P, indicator: Fitted, series: SeriesKey): P | undefined;
  stream(parameters: P, series: SeriesDescription): Stream;
}

/** A band by the deviations at which a score is reached to either side, where that side does harm. */
export function bandOf(
  inverse: ((deviation: number) => number | undefined) | undefined,
  harmful: HarmfulDirection,
  deviationAt: (score: number, side: 1 | -1) => number | undefined,
): Band | undefined {
  const expected = inverse?.(0);
  if (inverse === undefined || expected === undefined) return undefined;
  const edge = (score: number, side: 1 | -1) => {
    const deviation = deviationAt(score, side);
    return deviation === undefined ? undefined : inverse(side * deviation);
  };
  return {
    expected,
    edges: (score) => ({
      low: harmful === 'up' ? undefined : edge(score, -1),
      high: harmful === 'down' ? undefined : edge(score, 1),
    }),
  };
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

/** Those of a slow detector, which never says more than caution: it sees a crisis under way, not ahead. */
export function slowThresholds(attention: number, caution: number) {
  const { attention: first, caution: second } = thresholds(attention, caution, caution, caution);
  return { attention: first, caution: second };
}

/** The least score of each level; a slow detector has no alert and no serious. */
export interface Thresholds {
  readonly attention: number;
  readonly caution: number;
  readonly alert?: number;
  readonly serious?: number;
}

/** They stand among the parameters, but for a channel as it is configured. */
export function thresholdsOf(parameters: Parameters): Thresholds {
  const { attention, caution, alert, serious } = parameters as Parameters & Thresholds;
  return {
    attention,
    caution,
    ...(alert === undefined ? {} : { alert }),
    ...(serious === undefined ? {} : { serious }),
  };
}

export function areRising({ attention, caution, alert, serious }: Thresholds): boolean {
  const rising = [attention, caution, alert, serious].filter((least) => least !== undefined);
  return rising.every((least, index) => index === 0 || rising[index - 1]! < least);
}

/** The highest level whose threshold the score reaches. */
export function levelOf(score: number, parameters: Thresholds): Level | undefined {
  return LEVELS.findLast((level) => score >= (parameters[level] ?? Number.POSITIVE_INFINITY));
}

/** A deviation (positive is up) as a score of the side that does harm. */
export function harmfulScore(deviation: number, harmful: HarmfulDirection): Pick<Step, 'score' | 'side'> {
  const side = harmful === 'down' || (harmful === 'both' && deviation < 0) ? 'below' : 'above';
  // Adding 0 makes 0 of -0, which JSON does not know.
  return { score: (side === 'below' ? -deviation : deviation) + 0, side };
}
