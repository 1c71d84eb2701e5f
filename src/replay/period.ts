import type { Pace } from '../detect/channels/pace.ts';
import type { Frequency } from '../domain/indicator.ts';
import { DAY_MS, type EpochMs, formatPeriod, ordinalAt, periodEnd, periodOrdinal } from '../domain/time.ts';

const HOUR_MS = 3_600_000;

/** Year, quarter, month, ISO week, day; a day may have a time: `2021-10-11 08:05`, `2021-10-11T08:05:00Z`. */
const SDMX: readonly (readonly [Frequency, RegExp])[] = [
  ['A', /^\d{4}$/],
  ['Q', /^\d{4}-Q[1-4]$/],
  ['M', /^\d{4}-\d{2}$/],
  ['W', /^\d{4}-W\d{2}$/],
  ['D', /^\d{4}-\d{2}-\d{2}$/],
];
const MOMENT = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?$/;

/** The beginning of a period, or the moment of a reading (in UTC if it names no offset); undefined: neither. */
export function startOfPeriod(text: string): EpochMs | undefined {
  const frequency = SDMX.find(([, form]) => form.test(text))?.[0];
  if (frequency === undefined) return momentOf(text);
  try {
    const before = formatPeriod(frequency, periodOrdinal(frequency, text) - 1);
    return periodEnd(frequency, before);
  } catch {
    return undefined;
  }
}

function momentOf(text: string): EpochMs | undefined {
  const match = MOMENT.exec(text);
  if (match === null) return undefined;
  const [, day = '', hour, minute, second = '00', zone = 'Z'] = match;
  if (startOfPeriod(day) === undefined) return undefined;
  const at = Date.parse(`${day}T${hour}:${minute}:${second}${zone}`);
  return Number.isNaN(at) ? undefined : at;
}

/** The number of the period that begins or lies at that time, rising from one to the next. */
export function ordinalOf(pace: Pace, at: EpochMs): number {
  if (pace === 'H') return Math.floor(at / HOUR_MS);
  // Readings at irregular times are numbered by their second.
  if (pace === 'N') return Math.floor(at / 1000);
  return ordinalAt(pace, at);
}

/** When the period is over: before that nobody can know its value. A single reading is known at once. */
export function endOf(pace: Pace, ordinal: number): EpochMs {
  if (pace === 'H') return (ordinal + 1) * HOUR_MS;
  if (pace === 'N') return ordinal * 1000;
  return periodEnd(pace, formatPeriod(pace, ordinal));
}

/** The least median distance between periods of each pace, longest first. */
const DISTANCES: readonly (readonly [Pace, number])[] = [
  ['A', 300 * DAY_MS],
  ['Q', 80 * DAY_MS],
  ['M', 26 * DAY_MS],
  ['W', 6 * DAY_MS],
  ['D', 0.9 * DAY_MS],
  ['H', 0.9 * HOUR_MS],
];

/** How often a series has a value, from the times of its periods. */
export function paceOf(starts: readonly EpochMs[]): Pace {
  const sorted = Float64Array.from(new Set(starts)).sort();
  const distances = sorted.subarray(1).map((at, index) => at - sorted[index]!);
  const usual = distances.sort()[distances.length >> 1] ?? 0;
  return DISTANCES.find(([, least]) => usual >= least)?.[0] ?? 'N';
}
