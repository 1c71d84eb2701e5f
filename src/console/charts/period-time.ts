import type { Frequency } from '../../domain/indicator.ts';
import { formatPeriod, periodEnd, periodOrdinal } from '../../domain/time.ts';

/** When a period begins, in the seconds that a time axis counts. */
export function periodStartSeconds(frequency: Frequency, period: string): number {
  return periodEnd(frequency, formatPeriod(frequency, periodOrdinal(frequency, period) - 1)) / 1000;
}

/** The frequency that a period has by its form; they all differ. */
export function frequencyOf(period: string): Frequency {
  if (period.length === 4) return 'A';
  if (period.includes('Q')) return 'Q';
  if (period.includes('W')) return 'W';
  return period.length === 7 ? 'M' : 'D';
}
