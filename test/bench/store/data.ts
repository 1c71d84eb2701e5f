import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { Indicator } from '../../../src/domain/indicator.ts';
import { formatInstant, formatPeriod } from '../../../src/domain/time.ts';

/** Made-up observations of a national system: months of many items by partner, some of them revised a month later. */
export interface Data {
  readonly series: number;
  readonly periods: number;
  readonly rows: number;
}

/** One row in hundred is revised `REVISED` times in hundred. */
const REVISED = 3;
const FIRST = 2004 * 12;
const INDICATORS = 50;

export function data(series: number, periods: number): Data {
  let revisions = 0;
  for (let each = 0; each < series; each++) {
    for (let period = 0; period < periods; period++) if (isRevised(each, period)) revisions += 1;
  }
  return { series, periods, rows: series * periods + revisions };
}

export function isRevised(series: number, period: number): boolean {
  return scattered(series, period, 7) % 100 < REVISED;
}

/** Two decimals, without a pattern that could be packed. */
export function valueAt(series: number, period: number, vintage: number): number {
  return (scattered(series, period, vintage) % 10_000_000) / 100;
}

function scattered(series: number, period: number, salt: number): number {
  let hash =
    Math.imul(series + 1, 0x9e3779b1) ^ Math.imul(period + 1, 0x85ebca6b) ^ Math.imul(salt, 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return (hash ^ (hash >>> 15)) >>> 0;
}

/** The number of the period, as the store has it. */
export function ordinalOf(period: number): number {
  return FIRST + period;
}

/** Published some time on a day of the next month; a revision comes with the publication after it. */
export function publishedAt(period: number, vintage = 0): number {
  const ordinal = FIRST + period + 1 + vintage;
  return Date.UTC(Math.floor(ordinal / 12), ordinal % 12, 12 + (ordinal % 5), 8, (ordinal * 7) % 60);
}

export function keyOf(series: number): string {
  return `${codeOf(series % INDICATORS)}/KR.P${String(Math.floor(series / INDICATORS)).padStart(5, '0')}`;
}

function codeOf(indicator: number): string {
  return `BENCH_${String(indicator).padStart(2, '0')}`;
}

/** Keys in the order of the file: one indicator after the other. */
export function sortedSeries({ series }: Data): number[] {
  return [...Array(series).keys()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

export function catalogue(): Indicator[] {
  return [...Array(INDICATORS).keys()].map((each) =>
    Indicator.parse({
      code: codeOf(each),
      names: { en: `Bench ${each}`, ko: `벤치 ${each}`, ja: `ベンチ ${each}` },
      sector: 'logistics',
      unit: 'USD',
      frequency: 'M',
      kind: 'volume',
      harmful: 'both',
      grade: 'D',
      source: { publisher: 'Nobody: made up', licence: 'CC0-1.0' },
      tlp: 'CLEAR',
      publicationLagDays: 15,
    }),
  );
}

/** One row in the notation of a format. */
type Line = (key: string, period: string, value: number, knownAt: string) => string;

export const csvLine: Line = (key, period, value, knownAt) => `${key},${period},${value},${knownAt}\n`;
export const ndjsonLine: Line = (key, period, value, knownAt) =>
  `{"series":"${key}","period":"${period}","value":${value},"knownAt":"${knownAt}"}\n`;

export const CSV_HEADER = 'series,period,value,known_at\n';

/** The file sorted by series, each revision behind the value that it revises. */
export function* bySeries(all: Data, line: Line): Generator<string> {
  const texts = textsOf(all.periods + 1);
  for (const series of sortedSeries(all)) {
    const key = keyOf(series);
    let text = '';
    for (let period = 0; period < all.periods; period++) {
      text += line(key, texts[period]!.period, valueAt(series, period, 0), texts[period]!.published);
      if (!isRevised(series, period)) continue;
      text += line(key, texts[period]!.period, valueAt(series, period, 1), texts[period + 1]!.published);
    }
    yield text;
  }
}

/** The same rows as they were published: one month after the other, with what was revised in it. */
export function* byPeriod(all: Data, line: Line): Generator<string> {
  const texts = textsOf(all.periods + 1);
  const order = sortedSeries(all);
  for (let period = 0; period <= all.periods; period++) {
    let text = '';
    for (const series of order) {
      const key = keyOf(series);
      const { published } = texts[period]!;
      if (period < all.periods)
        text += line(key, texts[period]!.period, valueAt(series, period, 0), published);
      if (period > 0 && isRevised(series, period - 1)) {
        text += line(key, texts[period - 1]!.period, valueAt(series, period - 1, 1), published);
      }
      if (text.length < 1 << 20) continue;
      yield text;
      text = '';
    }
    yield text;
  }
}

/** One month more, one value for each series. */
export function* nextMonth(all: Data, line: Line): Generator<string> {
  const { period, published } = textsOf(all.periods + 1)[all.periods]!;
  for (const series of sortedSeries(all))
    yield line(keyOf(series), period, valueAt(series, all.periods, 0), published);
}

function textsOf(periods: number): { readonly period: string; readonly published: string }[] {
  return [...Array(periods).keys()].map((period) => ({
    period: formatPeriod('M', ordinalOf(period)),
    published: formatInstant(publishedAt(period)).replace('.000', ''),
  }));
}

export async function writeLines(path: string, lines: Iterable<string>, header = ''): Promise<void> {
  const file = createWriteStream(path, { highWaterMark: 1 << 22 });
  file.write(header);
  for (const line of lines) if (!file.write(line)) await once(file, 'drain');
  file.end();
  await finished(file);
}
