import { alarmsAYear, type BudgetSection, timeZoneOf } from '../domain/budget.ts';
import { DAY_MS, type EpochMs } from '../domain/time.ts';
import { calendarDay, workingDayOf } from '../domain/working-day.ts';
import { ALARMS } from './cut.ts';
import type { QueueStore } from './port.ts';

/** How much people can judge on the working day, how much they have, and what is beyond it. */
export interface Workday {
  /** A working day of the agency's time zone, and whether it is today. */
  readonly day: string;
  readonly isToday: boolean;
  readonly timeZone: string;
  readonly draftsPerWorkingDay: number;
  readonly alarmsAYear: number;
  /** Signals that were dismissed or drafted since that day began. */
  readonly judged: number;
  /** Open signals of alert or above. */
  readonly waiting: number;
  /** How many of them are the day's. */
  readonly today: number;
  readonly cutOff: number;
}

export interface WorkdayParts {
  readonly store: Pick<QueueStore, 'countQueued' | 'signalsJudged'>;
  readonly budget: BudgetSection;
  readonly country: string;
}

/** What was judged counts against the day, also what was below alert: it took people's time. */
export async function workdayOf({ store, budget, country }: WorkdayParts, now: EpochMs): Promise<Workday> {
  const timeZone = timeZoneOf(budget, country);
  const { day, isToday } = workingDayOf(now, timeZone);
  const [waiting, times] = await Promise.all([
    store.countQueued(ALARMS),
    // No time zone is a day away from UTC.
    store.signalsJudged(Date.parse(day) - DAY_MS),
  ]);
  const judged = times.filter((at) => at <= now && calendarDay(at, timeZone) >= day).length;
  const today = Math.min(waiting, Math.max(0, budget.draftsPerWorkingDay - judged));
  return {
    ...{ day, isToday, timeZone, judged, waiting, today, cutOff: waiting - today },
    draftsPerWorkingDay: budget.draftsPerWorkingDay,
    alarmsAYear: alarmsAYear(budget),
  };
}
