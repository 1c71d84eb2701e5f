import { z } from 'zod';
import { EwsError } from './errors.ts';
import type { Frequency } from './indicator.ts';

/** A point in time as milliseconds since 1970-01-01T00:00:00Z, as everywhere inside the program. */
export type EpochMs = number;

/** The port of a clock. There are two: wall time and business time; see docs/architecture.md. */
export interface Clock {
  now(): EpochMs;
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{3})?Z$/;

/** A point in time on the wire: UTC, RFC 3339, seconds or milliseconds, e.g. `2021-10-11T00:00:00.000Z`. */
export const Instant = z
  .string()
  .regex(INSTANT, 'a UTC time such as 2021-10-11T00:00:00Z')
  .refine(isRealInstant, 'no such day or time');

/** Whether `Instant` accepts it. */
export function isInstant(value: unknown): boolean {
  return typeof value === 'string' && INSTANT.test(value) && isRealInstant(value);
}

/** Of an instant whose day every month has; most are. */
const PLAIN_INSTANT = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d[.Z]/;

/** Date.parse takes February 30 for March 2. */
function isRealInstant(text: string): boolean {
  if (PLAIN_INSTANT.test(text)) return true;
  const at = Date.parse(text);
  return !Number.isNaN(at) && formatInstant(at).slice(0, 19) === text.slice(0, 19);
}

export function formatInstant(at: EpochMs): string {
  return new Date(at).toISOString();
}

/** @throws EwsError `invalid_input` */
export function parseInstant(text: string): EpochMs {
  const parsed = Instant.safeParse(text);
  if (!parsed.success)
    throw new EwsError('invalid_input', `"${text}" is not a UTC time such as 2021-10-11T00:00:00Z.`);
  return Date.parse(parsed.data);
}

export const DAY_MS = 86_400_000;

/** A day of the calendar: `2021-10-11`. */
export const Day = z.string().refine(isDay, 'a day such as 2021-10-11');

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && isRealInstant(`${text}T00:00:00Z`);
}

/** The day (UTC) of a point in time. */
export function dayOf(at: EpochMs): string {
  return formatInstant(at).slice(0, 10);
}

/**
 * Periods in SDMX's notation, one form each: `2021` (A), `2021-Q4` (Q), `2021-10` (M), `2021-W41` (W, ISO
 * 8601 week), `2021-10-11` (D).
 */
const PERIOD: Record<Frequency, RegExp> = {
  A: /^(\d{4})$/,
  Q: /^(\d{4})-Q([1-4])$/,
  M: /^(\d{4})-(0[1-9]|1[0-2])$/,
  W: /^(\d{4})-W(0[1-9]|[1-4]\d|5[0-3])$/,
  D: /^(\d{4})-(\d{2})-(\d{2})$/,
};

const EXAMPLE: Record<Frequency, string> = {
  A: '2021',
  Q: '2021-Q4',
  M: '2021-10',
  W: '2021-W41',
  D: '2021-10-11',
};

/**
 * The number of a period among the periods of its frequency: consecutive periods have consecutive numbers
 * (years, quarters and months since year 0; weeks and days since 1970).
 * @throws EwsError `invalid_input`: not a period of this frequency, in its one form
 */
export function periodOrdinal(frequency: Frequency, period: string): number {
  const match = PERIOD[frequency].exec(period);
  const ordinal = match === null ? undefined : ordinalOf(frequency, match.slice(1).map(Number));
  // Writing it back refuses what has the right shape but does not exist: 2021-02-30, 2021-W53.
  if (ordinal === undefined || formatPeriod(frequency, ordinal) !== period) {
    throw new EwsError(
      'invalid_input',
      `"${period}" is not a period of frequency ${frequency}, e.g. ${EXAMPLE[frequency]}.`,
    );
  }
  return ordinal;
}

function ordinalOf(frequency: Frequency, [year = 0, part = 1, day = 1]: number[]): number {
  switch (frequency) {
    case 'A':
      return year;
    case 'Q':
      return year * 4 + part - 1;
    case 'M':
      return year * 12 + part - 1;
    case 'W':
      return mondayOfFirstWeek(year) / 7 + (part - 1);
    case 'D':
      return Date.UTC(year, part - 1, day) / DAY_MS;
  }
}

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

export function formatPeriod(frequency: Frequency, ordinal: number): string {
  const year = (divisor: number) => String(Math.floor(ordinal / divisor)).padStart(4, '0');
  switch (frequency) {
    case 'A':
      return year(1);
    case 'Q':
      return `${year(4)}-Q${(ordinal % 4) + 1}`;
    case 'M':
      return `${year(12)}-${String((ordinal % 12) + 1).padStart(2, '0')}`;
    case 'W': {
      const monday = ordinal * 7 - 3;
      const weekYear = new Date((monday + 3) * DAY_MS).getUTCFullYear();
      const week = ordinal - mondayOfFirstWeek(weekYear) / 7 + 1;
      return `${String(weekYear).padStart(4, '0')}-W${String(week).padStart(2, '0')}`;
    }
    case 'D':
      return new Date(ordinal * DAY_MS).toISOString().slice(0, 10);
  }
}

/** Days since 1970 of the Monday of ISO week 1, plus 3, so that it divides by 7 (1970-01-01 is a Thursday). */
function mondayOfFirstWeek(year: number): number {
  const fourth = Date.UTC(year, 0, 4) / DAY_MS;
  const weekday = (((fourth + 3) % 7) + 7) % 7;
  return fourth - weekday + 3;
}

/** When a period is over: the first moment of the next one. */
export function periodEnd(frequency: Frequency, period: string): EpochMs {
  return periodStartOf(frequency, periodOrdinal(frequency, period) + 1);
}

function periodStartOf(frequency: Frequency, ordinal: number): EpochMs {
  switch (frequency) {
    case 'A':
      return Date.UTC(ordinal, 0, 1);
    case 'Q':
      return Date.UTC(Math.floor(ordinal / 4), (ordinal % 4) * 3, 1);
    case 'M':
      return Date.UTC(Math.floor(ordinal / 12), ordinal % 12, 1);
    case 'W':
      return (ordinal * 7 - 3) * DAY_MS;
    case 'D':
      return ordinal * DAY_MS;
  }
}
