import { DAY_MS, type EpochMs, formatPeriod } from '../domain/time.ts';

/** A day in UTC, as its number since 1970-01-01. */
export type Day = number;

/** The day on which something was known. */
export function dayOf(at: EpochMs): Day {
  return Math.floor(at / DAY_MS);
}

export function formatDay(day: Day): string {
  return formatPeriod('D', day);
}

/** Days from `from` on, those before `until`. */
export interface Span {
  readonly from: Day;
  readonly until: Day;
}

export function lengthOf({ from, until }: Span): number {
  return until - from;
}

export function overlap(one: Span, other: Span): Span | undefined {
  const both = { from: Math.max(one.from, other.from), until: Math.min(one.until, other.until) };
  return both.from < both.until ? both : undefined;
}

/** The shortest that holds all of them. */
export function coverOf(spans: readonly Span[]): Span {
  return {
    from: Math.min(...spans.map(({ from }) => from)),
    until: Math.max(...spans.map(({ until }) => until)),
  };
}
