import type { EpochMs } from '../domain/time.ts';

const SMALL = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'];
const UNITS = [
  { unit: 'day', ms: 86_400_000 },
  { unit: 'hour', ms: 3_600_000 },
  { unit: 'minute', ms: 60_000 },
] as const;
/** Newer than this is said to be in the future: clocks differ a little. */
const TOLERANCE_MS = 60_000;
/** The last moment that has a date. */
const LAST_DATE_MS = 8.64e15;

/** `one approver`, `two approvers`, `12 approvers`. */
export function countInWords(count: number, one: string, many = `${one}s`): string {
  return `${SMALL[count] ?? count} ${count === 1 ? one : many}`;
}

/** `4 seconds ago`; a time in the future by more than a minute is said to be so. */
export function ageInWords(at: EpochMs, now: EpochMs): string {
  const age = now - at;
  if (age < -TOLERANCE_MS) return `${spanInWords(-age)} in the future: a clock is wrong`;
  return `${spanInWords(Math.max(0, age))} ago`;
}

/** A time as text, even one that no calendar has. */
export function timeInWords(at: EpochMs): string {
  return at <= LAST_DATE_MS ? new Date(at).toISOString() : `${at} ms after 1970`;
}

/** In the largest unit of which there are at least two, else in seconds. */
function spanInWords(ms: number): string {
  const { unit, ms: size } = UNITS.find((each) => ms >= 2 * each.ms) ?? { unit: 'second', ms: 1_000 };
  const count = Math.round(ms / size);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
