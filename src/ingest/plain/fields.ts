import type { Frequency } from '../../domain/indicator.ts';
import { hasValue, ObservationStatus } from '../../domain/series.ts';
import { DAY_MS, type EpochMs } from '../../domain/time.ts';

// Fields as nearly all of them are, read from their bytes. Whatever is not plain is left to the readers of text and to
// record.ts, which also say what is wrong: here nothing is accepted that they would refuse or read otherwise.

/** What stands for "not plain" where every number is possible. */
export const NOT_PLAIN = -0x80000000;

const ZERO = 0x30;
const MINUS = 0x2d;
const DOT = 0x2e;
const COLON = 0x3a;

/** So many digits make an integer that a double holds exactly; so does 10 to that power: their quotient is correctly rounded. */
const MAX_DIGITS = 15;
const POWERS = Float64Array.from({ length: MAX_DIGITS + 1 }, (_, exponent) => 10 ** exponent);

/** Reads numbers such as `-769.5`. */
export class PlainNumber {
  /** Where the number ended. */
  end = 0;

  /** The number that stands at `start`; NaN if it is not plain. */
  read(bytes: Uint8Array, start: number): number {
    const negative = bytes[start] === MINUS;
    const first = negative ? start + 1 : start;
    let at = first;
    let digits = 0;
    let fraction = 0;
    for (let digit = bytes[at]! - ZERO; digit >= 0 && digit <= 9; digit = bytes[at]! - ZERO) {
      digits = digits * 10 + digit;
      at += 1;
    }
    const integer = at - first;
    if (integer === 0 || (integer > 1 && bytes[first] === ZERO)) return Number.NaN;
    if (bytes[at] === DOT) {
      const after = ++at;
      for (let digit = bytes[at]! - ZERO; digit >= 0 && digit <= 9; digit = bytes[at]! - ZERO) {
        digits = digits * 10 + digit;
        at += 1;
      }
      fraction = at - after;
      if (fraction === 0) return Number.NaN;
    }
    if (integer + fraction > MAX_DIGITS) return Number.NaN;
    this.end = at;
    if (digits === 0) return 0;
    const value = digits / POWERS[fraction]!;
    return negative ? -value : value;
  }
}

/** The numbers of the frequencies, here and in the table of keys. */
export const FREQUENCIES: readonly Frequency[] = ['A', 'Q', 'M', 'W', 'D'];

/** Reads the period of a frequency; of those that have begun by `now`. */
export class PlainPeriod {
  /** By frequency: the last period that has begun. */
  readonly #last: Int32Array;

  constructor(now: EpochMs) {
    // A day of room, as in record.ts.
    const date = new Date(now + DAY_MS);
    const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
    const day = Math.floor(date.getTime() / DAY_MS);
    const quarter = year * 4 + Math.floor(month / 3);
    this.#last = Int32Array.of(year, quarter, year * 12 + month, Math.floor((day + 3) / 7), day);
  }

  /** The number of the period that stands from `start` to `end`, or NOT_PLAIN. */
  read(bytes: Uint8Array, start: number, end: number, frequency: number): number {
    const ordinal = ordinalOf(bytes, start, end - start, frequency);
    return ordinal <= this.#last[frequency]! ? ordinal : NOT_PLAIN;
  }
}

const QUARTER = 0x51;
const WEEK = 0x57;

function ordinalOf(bytes: Uint8Array, start: number, length: number, frequency: number): number {
  const year = twoDigits(bytes, start) * 100 + twoDigits(bytes, start + 2);
  // The first thousand years are not plain.
  if (year < 1000) return NOT_PLAIN;
  if (frequency === 0) return length === 4 ? year : NOT_PLAIN;
  if (bytes[start + 4] !== MINUS) return NOT_PLAIN;
  switch (frequency) {
    case 1: {
      const quarter = bytes[start + 6]! - ZERO;
      const isPlain = length === 7 && bytes[start + 5] === QUARTER && quarter >= 1 && quarter <= 4;
      return isPlain ? year * 4 + quarter - 1 : NOT_PLAIN;
    }
    case 2: {
      const month = twoDigits(bytes, start + 5);
      return length === 7 && month >= 1 && month <= 12 ? year * 12 + month - 1 : NOT_PLAIN;
    }
    case 3: {
      const week = twoDigits(bytes, start + 6);
      const isPlain = length === 8 && bytes[start + 5] === WEEK && week >= 1 && week <= weeksOf(year);
      return isPlain ? firstWeek(year) + week - 1 : NOT_PLAIN;
    }
    default:
      return length === 10 ? dayOf(bytes, start, year) : NOT_PLAIN;
  }
}

/** Days since 1970 of a date such as `2021-10-11`, of which the year was read. */
function dayOf(bytes: Uint8Array, start: number, year: number): number {
  const month = twoDigits(bytes, start + 5);
  const day = twoDigits(bytes, start + 8);
  const hasShape = bytes[start + 4] === MINUS && bytes[start + 7] === MINUS && month >= 1 && month <= 12;
  if (!hasShape || day < 1 || day > daysIn(year, month)) return NOT_PLAIN;
  const leap = month > 2 && isLeap(year) ? 1 : 0;
  return firstDay(year) + DAYS_BEFORE[month]! + leap + day - 1;
}

/** What stands for two characters that are no digits: below zero, also with other digits beside it. */
const NO_DIGITS = -1_000_000;

/** Two digits as a number from 0 to 99, or NO_DIGITS. */
function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = bytes[at]! - ZERO;
  const ones = bytes[at + 1]! - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NO_DIGITS;
}

/** By month from 1: the days of a common year before it. */
const DAYS_BEFORE = Int32Array.of(0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365);

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function daysIn(year: number, month: number): number {
  return month === 2 && isLeap(year) ? 29 : DAYS_BEFORE[month + 1]! - DAYS_BEFORE[month]!;
}

/** Days from 1970-01-01 to the first day of a year. */
function firstDay(year: number): number {
  const before = year - 1;
  return before * 365 + (before >> 2) - Math.floor(before / 100) + Math.floor(before / 400) - 719_162;
}

/** The number of the first ISO week of a year: that of its fourth day. */
function firstWeek(year: number): number {
  return Math.floor((firstDay(year) + 6) / 7);
}

function weeksOf(year: number): number {
  return firstWeek(year + 1) - firstWeek(year);
}

/** Reads times such as `2021-10-11T00:00:00Z`, with or without milliseconds; none after `now`. */
export class PlainInstant {
  readonly #now: EpochMs;

  constructor(now: EpochMs) {
    this.#now = now;
  }

  /** Milliseconds since 1970 of what stands from `start` to `end`; NaN if it is not plain. */
  read(bytes: Uint8Array, start: number, end: number): number {
    const length = end - start;
    if ((length !== 20 && length !== 24) || bytes[end - 1] !== 0x5a || bytes[start + 10] !== 0x54)
      return Number.NaN;
    const year = twoDigits(bytes, start) * 100 + twoDigits(bytes, start + 2);
    const day = year >= 1000 ? dayOf(bytes, start, year) : NOT_PLAIN;
    const [hour, minute] = [twoDigits(bytes, start + 11), twoDigits(bytes, start + 14)];
    const second = twoDigits(bytes, start + 17);
    const isTime = hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && second >= 0 && second <= 59;
    if (day === NOT_PLAIN || !isTime || bytes[start + 13] !== COLON || bytes[start + 16] !== COLON) {
      return Number.NaN;
    }
    const seconds = day * 86_400 + hour * 3600 + minute * 60 + second;
    const at = seconds * 1000 + (length === 24 ? thousandths(bytes, start + 19) : 0);
    return at <= this.#now ? at : Number.NaN;
  }
}

/** `.123` */
function thousandths(bytes: Uint8Array, at: number): number {
  const last = bytes[at + 3]! - ZERO;
  const first = twoDigits(bytes, at + 1);
  return bytes[at] === DOT && first >= 0 && last >= 0 && last <= 9 ? first * 10 + last : Number.NaN;
}

/** By the character of a status: its number, or -1. */
export const STATUS_NUMBERS = new Int8Array(256).fill(-1);
/** By the number of a status: 1 if it goes with a value. */
export const WITH_VALUE = new Uint8Array(ObservationStatus.options.length);
for (const [number, status] of ObservationStatus.options.entries()) {
  STATUS_NUMBERS[status.charCodeAt(0)] = number;
  WITH_VALUE[number] = hasValue(status) ? 1 : 0;
}
