import type { LocalisedText } from './indicator.ts';
import { type ReportContent, reportDay } from './report.ts';
import { searchable } from './search.ts';
import { DAY_MS } from './time.ts';

/** Reports of the same sign lie at most so far apart. */
export const SIMILAR_DAYS = 14;

/** Codes with fewer digits name chapters (`28`: inorganic chemicals), which are too wide to mean one item. */
const LEAST_DIGITS = 4;

/** Whether two lists of codes have an item in common: a code of one is the beginning of one of the other. */
export function shareHsCode(some: readonly string[], others: readonly string[]): boolean {
  return some.some((one) =>
    others.some(
      (other) =>
        Math.min(one.length, other.length) >= LEAST_DIGITS &&
        (one.startsWith(other) || other.startsWith(one)),
    ),
  );
}

/**
 * Whether two reports may be about the same sign: the same kind and country (of events the same type), an item in
 * common, and days that lie at most 14 apart. Where both state HS codes these decide; else the sector and the name of
 * the item in one of the languages do, or the sector alone where neither names an item.
 */
export function isSimilar(one: ReportContent, other: ReportContent): boolean {
  return (
    one.kind === other.kind &&
    one.country === other.country &&
    one.event?.type === other.event?.type &&
    daysApart(reportDay(one), reportDay(other)) <= SIMILAR_DAYS &&
    isSameItem(one, other)
  );
}

function isSameItem(one: ReportContent, other: ReportContent): boolean {
  if (one.hsCodes.length > 0 && other.hsCodes.length > 0) return shareHsCode(one.hsCodes, other.hsCodes);
  if (one.sector !== other.sector) return false;
  if (one.item === undefined || other.item === undefined) return one.item === other.item;
  const names = namesOf(one.item);
  return namesOf(other.item).some((name) => names.includes(name));
}

function namesOf(item: LocalisedText): string[] {
  return Object.values(item).flatMap((name) => (name === undefined ? [] : [searchable(name).trim()]));
}

/** Both as `2021-10-11`. */
export function daysApart(one: string, other: string): number {
  return Math.abs(Date.parse(one) - Date.parse(other)) / DAY_MS;
}

/** The day so many days later, or earlier. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}
