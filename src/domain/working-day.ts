import { dayAfter } from './report-match.ts';
import type { EpochMs } from './time.ts';

/** Making one is slow, and a node has one time zone. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** The day of the calendar in a time zone: `2021-10-11`. */
export function calendarDay(at: EpochMs, timeZone: string): string {
  const known = formats.get(timeZone);
  const format =
    known ?? new Intl.DateTimeFormat('en', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  if (known === undefined) formats.set(timeZone, format);
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`;
}

export interface WorkingDay {
  readonly day: string;
  /** Whether that is the day of the calendar; else it is the one before the days off. */
  readonly isToday: boolean;
}

/** The working day, Monday to Friday, that a time belongs to: on days off that is the one before them. */
export function workingDayOf(now: EpochMs, timeZone: string): WorkingDay {
  const today = calendarDay(now, timeZone);
  const weekday = new Date(today).getUTCDay();
  const daysOff = weekday === 6 ? 1 : weekday === 0 ? 2 : 0;
  return { day: dayAfter(today, -daysOff), isToday: daysOff === 0 };
}
