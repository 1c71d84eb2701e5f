import { setImmediate } from 'node:timers/promises';
import type { Level } from '../domain/level.ts';
import {
  type Band,
  type Detector,
  type Parameters,
  type Point,
  type SeriesDescription,
  thresholdsOf,
} from './detectors/detector.ts';

/** A point with what a detector says of it, and between which values it would have said less. */
export interface BandItem {
  readonly period: string;
  readonly value: number;
  readonly score: number;
  readonly level: Level | undefined;
  /** What would have been usual; it and the edges are absent while there is too little history. */
  readonly expected: number | undefined;
  readonly cautionLow: number | undefined;
  readonly cautionHigh: number | undefined;
  readonly alertLow: number | undefined;
  readonly alertHigh: number | undefined;
}

/** Other work gets its turn after as many points. */
export const POINTS_AT_A_TIME = 20;

/**
 * Runs a detector over points as live detection does, and says of the last `length` of them what it says, with the
 * band that it had before it saw the point.
 */
export async function bandOver(
  applied: { readonly detector: Detector; readonly parameters: Parameters },
  series: SeriesDescription,
  points: readonly (Point & { readonly period: string })[],
  length: number,
): Promise<BandItem[]> {
  const stream = applied.detector.stream(applied.parameters, series);
  const { caution, alert } = thresholdsOf(applied.parameters);
  const items: BandItem[] = [];
  for (const [index, point] of points.entries()) {
    if (index % POINTS_AT_A_TIME === 0) await setImmediate();
    const isShown = index >= points.length - length;
    const band = isShown ? stream.band(point.ordinal) : undefined;
    const cautious = band?.edges(caution);
    const alarmed = alert === undefined ? undefined : band?.edges(alert);
    const { score, level } = stream.step(point);
    if (!isShown) continue;
    items.push(bandItem(point, { score, level }, { expected: band?.expected, cautious, alarmed }));
  }
  return items;
}

type Edges = ReturnType<Band['edges']>;

/** A point with what is said of it, and the edges of the two levels that a chart shows. */
export function bandItem(
  { period, value }: { readonly period: string; readonly value: number },
  said: Pick<BandItem, 'score' | 'level'>,
  {
    expected,
    cautious,
    alarmed,
  }: {
    readonly expected: number | undefined;
    readonly cautious: Edges | undefined;
    readonly alarmed: Edges | undefined;
  },
): BandItem {
  return {
    ...{ period, value, ...said, expected },
    cautionLow: cautious?.low,
    cautionHigh: cautious?.high,
    alertLow: alarmed?.low,
    alertHigh: alarmed?.high,
  };
}
