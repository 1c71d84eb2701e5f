import type { Frequency } from '../domain/indicator.ts';
import { DAY_MS, type EpochMs } from '../domain/time.ts';

/** The number of the period that a time lies in. */
export function ordinalAt(frequency: Frequency, at: EpochMs): number {
  const date = new Date(at);
  const day = Math.floor(at / DAY_MS);
  switch (frequency) {
    case 'A':
      return date.getUTCFullYear();
    case 'Q':
      return date.getUTCFullYear() * 4 + Math.floor(date.getUTCMonth() / 3);
    case 'M':
      return date.getUTCFullYear() * 12 + date.getUTCMonth();
    case 'W':
      // Week 0 is that of 1970-01-01, a Thursday.
      return Math.floor((day + 3) / 7);
    case 'D':
      return day;
  }
}

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
