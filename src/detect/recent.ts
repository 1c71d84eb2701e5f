import type { Frequency } from '../domain/indicator.ts';
import { DAY_MS, type EpochMs, ordinalAt } from '../domain/time.ts';

/**
 * The first period whose value can still raise a signal: the last `recentPeriods` complete ones among those
 * that are published by now, counted from the publication lag. What is older is history.
 */
export function firstRecentOrdinal(
  frequency: Frequency,
  recentPeriods: number,
  publicationLagDays: number,
  now: EpochMs,
): number {
  return ordinalAt(frequency, now - publicationLagDays * DAY_MS) - recentPeriods;
}
