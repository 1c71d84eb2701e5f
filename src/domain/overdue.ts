import type { Indicator } from './indicator.ts';
import { DAY_MS, type EpochMs, formatPeriod, periodEnd, periodOrdinal } from './time.ts';

/** How long after its expected release a value may be missing: as often as an indicator of the grade is checked. */
const CADENCE_DAYS: Record<Indicator['grade'], number> = { A: 7, B: 14, C: 30, D: 91 };

/** What the next release of an indicator follows from. */
export type Schedule = Pick<
  Indicator,
  'frequency' | 'grade' | 'publicationLagDays' | 'overdueAfterDays' | 'derived'
>;

/** The indicator's own cadence, else that of its grade. */
export function cadenceDays({
  overdueAfterDays,
  grade,
}: Pick<Schedule, 'overdueAfterDays' | 'grade'>): number {
  return overdueAfterDays ?? CADENCE_DAYS[grade];
}

/** When the period after the last one held should come: at its end, and the publication lag later. */
export function expectedRelease(
  { frequency, publicationLagDays }: Pick<Schedule, 'frequency' | 'publicationLagDays'>,
  lastPeriod: string,
): { readonly period: string; readonly at: EpochMs } {
  const period = formatPeriod(frequency, periodOrdinal(frequency, lastPeriod) + 1);
  return { period, at: periodEnd(frequency, period) + publicationLagDays * DAY_MS };
}

/**
 * Whether the period after the last one held should have come by now: silence is information. A derived indicator
 * is as late as its inputs, and these are judged instead.
 */
export function isOverdue(indicator: Schedule, lastPeriod: string, now: EpochMs): boolean {
  if (indicator.derived !== undefined) return false;
  return now > expectedRelease(indicator, lastPeriod).at + cadenceDays(indicator) * DAY_MS;
}
