import type { Frequency } from '../../domain/indicator.ts';
import { ObservationStatus, type SeriesVintages } from '../../domain/series.ts';
import { formatInstant, formatPeriod } from '../../domain/time.ts';

/** Texts that are kept, of periods and of times each: all periods of a century of days, and more. */
const MAX_KEPT = 50_000;

/**
 * The answer of the routes for observations as JSON text: `{"series","items":[{"period","value","status","knownAt"}]}`.
 * Written here and not by a serializer: a chart asks for thousands of points, and their periods and times are the same
 * in one series after another.
 */
export function seriesText({
  series,
  frequency,
  ordinals,
  values,
  statuses,
  knownAt,
}: SeriesVintages): string {
  const periods = periodTexts(frequency);
  let text = '';
  for (let at = 0; at < ordinals.length; at++) {
    const value = values[at]!;
    text += at === 0 ? '{"period":"' : ',{"period":"';
    text += textOf(periods, ordinals[at]!, (ordinal) => formatPeriod(frequency, ordinal));
    text += Number.isNaN(value) ? '"' : `","value":${value}`;
    text += STATUS_TEXTS[statuses[at]!];
    text += textOf(TIMES, knownAt[at]!, formatInstant);
    text += '"}';
  }
  return `{"series":${JSON.stringify(series)},"items":[${text}]}`;
}

const STATUS_TEXTS = ObservationStatus.options.map((status) => `,"status":"${status}","knownAt":"`);

const TIMES = new Map<number, string>();
const PERIODS = new Map<Frequency, Map<number, string>>();

function periodTexts(frequency: Frequency): Map<number, string> {
  let texts = PERIODS.get(frequency);
  if (texts === undefined) {
    texts = new Map();
    PERIODS.set(frequency, texts);
  }
  return texts;
}

function textOf(kept: Map<number, string>, number: number, make: (number: number) => string): string {
  const held = kept.get(number);
  if (held !== undefined) return held;
  const text = make(number);
  if (kept.size >= MAX_KEPT) kept.clear();
  kept.set(number, text);
  return text;
}
