import type { Indicator } from './indicator.ts';
import { DAY_MS, type EpochMs, formatPeriod, periodEnd, periodOrdinal } from './time.ts';

/** How long after its expected release a value may be missing: as often as an indicator of the grade is checked. */
const CADENCE_DAYS: Record<Indicator['grade'], number> = { A: 7, B: 14, C: 30, D: 91 };

/** Whether the period after the last one held should have come by now: silence is information. */
export function isOverdue(
  { frequency, grade, publicationLagDays }: Pick<Indicator, 'frequency' | 'grade' | 'publicationLagDays'>,
  lastPeriod: string,
  now: EpochMs,
): boolean {
  const next = formatPeriod(frequency, periodOrdinal(frequency, lastPeriod) + 1);
  const expected = periodEnd(frequency, next) + publicationLagDays * DAY_MS;
  return now > expected + CADENCE_DAYS[grade] * DAY_MS;
}
