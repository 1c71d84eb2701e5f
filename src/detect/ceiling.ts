import { alarmsAYear } from '../domain/budget.ts';

/**
 * Alarms a year that one series may have, where an agency can judge so many drafts a working day and every series gets the
 * same part of them. Two significant digits, downwards: a few series more change no threshold.
 */
export function ceilingOf(draftsPerWorkingDay: number | undefined, series: number): number | undefined {
  if (draftsPerWorkingDay === undefined) return undefined;
  const alarms = alarmsAYear({ draftsPerWorkingDay }) / Math.max(1, series);
  const unit = 10 ** (Math.floor(Math.log10(alarms)) - 1);
  return Number((Math.floor(alarms / unit) * unit).toPrecision(2));
}
