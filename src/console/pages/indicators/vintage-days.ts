import type { SeriesPoint } from '../../api/types.ts';

/** A day as addresses and date inputs write it: `2021-10-11`. */
export function dayOf(text: string | undefined): string | undefined {
  if (text === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const at = Date.parse(`${text}T00:00:00Z`);
  // February 30 is parsed as March 2.
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text ? undefined : text;
}

/** What was known on a day is what was known at its end. */
export function endOfDay(day: string): string {
  return `${day}T23:59:59.999Z`;
}

/** The days on which something of the series became known, in order. */
export function vintageDays(points: readonly SeriesPoint[]): string[] {
  return [...new Set(points.map(({ knownAt }) => knownAt.slice(0, 10)))].sort();
}

/** What is another value today, and what was not known then at all. */
export function changesSince(
  then: readonly SeriesPoint[],
  today: readonly SeriesPoint[],
): { revised: number; later: number } {
  const before = new Map(then.map((point) => [point.period, point.value]));
  const later = today.filter(({ period }) => !before.has(period)).length;
  const revised = today.filter(
    ({ period, value }) => before.has(period) && before.get(period) !== value,
  ).length;
  return { revised, later };
}
