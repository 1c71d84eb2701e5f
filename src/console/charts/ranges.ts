import type { Frequency } from '../../domain/indicator.ts';
import { periodOrdinal } from '../../domain/time.ts';
import type { ChartStep } from './chart-data.ts';

export const RANGES = ['2y', '5y', 'all'] as const;
export type Range = (typeof RANGES)[number];

const YEARS: Record<Range, number> = { '2y': 2, '5y': 5, all: Number.POSITIVE_INFINITY };
const PERIODS_A_YEAR: Record<Frequency, number> = { A: 1, Q: 4, M: 12, W: 52.18, D: 365.25 };

/** How much one looks at first: some hundred points at most. */
const FIRST: Record<Frequency, Range> = { A: 'all', Q: 'all', M: '5y', W: '2y', D: '2y' };

export function rangeOf(text: string | undefined, frequency: Frequency): Range {
  return RANGES.find((range) => range === text) ?? FIRST[frequency];
}

/**
 * The steps of so many years before the last value that is shown; of what came to be known after it, half
 * as many.
 */
export function stepsWithin(
  steps: readonly ChartStep[],
  range: Range,
  frequency: Frequency,
): readonly ChartStep[] {
  const last = steps.findLast(({ point }) => point !== undefined)?.period;
  if (last === undefined || range === 'all') return steps;
  const end = periodOrdinal(frequency, last);
  const reach = reachOf(range, frequency);
  return steps.filter(({ period }) => {
    const ordinal = periodOrdinal(frequency, period);
    return ordinal > end - reach && ordinal <= end + reach / 2;
  });
}

/** How many of the points lie in the range before the last of them. */
export function countWithin(
  points: readonly { readonly period: string }[],
  range: Range,
  frequency: Frequency,
): number {
  const last = points.at(-1)?.period;
  if (last === undefined || range === 'all') return points.length;
  const from = periodOrdinal(frequency, last) - reachOf(range, frequency);
  return points.filter(({ period }) => periodOrdinal(frequency, period) > from).length;
}

function reachOf(range: Range, frequency: Frequency): number {
  return YEARS[range] * PERIODS_A_YEAR[frequency];
}
