import type { Frequency } from '../../domain/indicator.ts';
import type { Level } from '../../domain/level.ts';
import type { BandStep } from '../api/types.ts';
import { periodStartSeconds } from './period-time.ts';

/** One value of a series; none where the publisher says that it is missing. */
export interface ChartPoint {
  readonly period: string;
  readonly value?: number | undefined;
  readonly knownAt: string;
}

/** What a chart shows at one period. */
export interface ChartStep {
  readonly period: string;
  readonly point?: ChartPoint;
  /** What is known of the period today, where the chart shows what was known at another time. */
  readonly today?: ChartPoint;
  readonly band?: BandStep;
  readonly level?: Level;
}

/** Puts together by period what a chart shows, in order of time. */
export function chartSteps(parts: {
  points: readonly ChartPoint[];
  today?: readonly ChartPoint[] | undefined;
  band?: readonly BandStep[] | undefined;
  levels?: ReadonlyMap<string, Level> | undefined;
}): ChartStep[] {
  const { points, today = [], band = [], levels } = parts;
  const pointOf = new Map(points.map((point) => [point.period, point]));
  const todayOf = new Map(today.map((point) => [point.period, point]));
  const bandOf = new Map(band.map((step) => [step.period, step]));
  const periods = [...new Set([...pointOf.keys(), ...todayOf.keys()])].sort();
  return periods.map((period) =>
    defined<ChartStep>({
      period,
      point: pointOf.get(period),
      today: todayOf.get(period),
      band: bandOf.get(period),
      level: levels?.get(period) ?? bandOf.get(period)?.level,
    }),
  );
}

/** Whether the value of the period is another one today. */
export function isRevised({ point, today }: ChartStep): boolean {
  return point !== undefined && today !== undefined && point.value !== today.value;
}

type Column = (number | null)[];

/** The columns in the order in which they are drawn, the last on top; see plot-options.ts. */
export function columnsOf(frequency: Frequency, steps: readonly ChartStep[]): [number[], ...Column[]] {
  const column = (value: (step: ChartStep) => number | undefined): Column =>
    steps.map((step) => value(step) ?? null);
  return [
    steps.map(({ period }) => periodStartSeconds(frequency, period)),
    column(({ today }) => today?.value),
    column(({ band }) => band?.cautionLow),
    column(({ band }) => band?.cautionHigh),
    column(({ band }) => band?.alertLow),
    column(({ band }) => band?.alertHigh),
    column(({ point }) => point?.value),
  ];
}

/** In a wild time the limits go far beyond the values; the chart follows them by this share of its height. */
const FOLLOWED = 0.6;
const MARGIN = 0.06;

/** From where to where the vertical axis goes: by the values, and by the limits as far as they are near. */
export function valueRange(steps: readonly ChartStep[]): [number, number] {
  const values = steps.flatMap(({ point, today }) => [point?.value, today?.value]).filter(isNumber);
  if (values.length === 0) return [0, 1];
  const [least, most] = extent(values);
  const height = most - least || Math.abs(most) * 0.1 || 1;
  const limits = steps.flatMap(({ band }) => [
    band?.cautionLow,
    band?.alertLow,
    band?.cautionHigh,
    band?.alertHigh,
  ]);
  const near = limits
    .filter(isNumber)
    .map((limit) => Math.min(Math.max(limit, least - height * FOLLOWED), most + height * FOLLOWED));
  const [low, high] = extent([...near, least, most]);
  const margin = (high - low || height) * MARGIN;
  // A quantity that is never negative has no axis below zero.
  return [least >= 0 ? Math.max(0, low - margin) : low - margin, high + margin];
}

function extent(values: readonly number[]): [number, number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return [least, most];
}

function isNumber(value: number | undefined): value is number {
  return value !== undefined;
}

function defined<T extends object>(value: { [Key in keyof T]: T[Key] | undefined }): T {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T;
}
