import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse as parseCsv } from 'csv-parse/sync';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { Indicator } from '../domain/indicator.ts';
import { indicatorOfSeries } from '../domain/series.ts';
import { DAY_MS, type EpochMs, formatInstant, periodEnd } from '../domain/time.ts';
import type { Country } from './cast.ts';

/** A figure of the tables in config/demo, and when it became known. */
interface Figure {
  readonly series: string;
  readonly period: string;
  readonly value: string;
  readonly knownAt: EpochMs;
}

/** A week of the replay: when it ends, and what each country learnt in it, as NDJSON. */
export interface Week {
  readonly end: EpochMs;
  readonly learnt: ReadonlyMap<Country['code'], { readonly rows: number; readonly body: string }>;
}

export interface History {
  readonly weeks: readonly Week[];
  readonly series: number;
  readonly rows: number;
}

const CONFIG = join(import.meta.dirname, '..', '..', 'config', 'demo');
const WEEK_MS = 7 * DAY_MS;

/** Reads the tables of all countries and puts what became known by `until` in that order. */
export function readHistory(countries: readonly Country[], start: EpochMs, until: EpochMs): History {
  const figures = countries.map(({ code }) => ({
    code,
    figures: readFigures(join(CONFIG, code.toLowerCase())).filter(({ knownAt }) => knownAt <= until),
  }));
  const all = figures.flatMap((country) => country.figures);
  const last = all.reduce((latest, { knownAt }) => Math.max(latest, knownAt), start);
  const weeks: Week[] = [];
  const position = new Map<string, number>();
  for (let end = start + WEEK_MS; end - WEEK_MS <= last; end += WEEK_MS) {
    const learnt = new Map<Country['code'], { rows: number; body: string }>();
    for (const { code, figures: known } of figures) {
      const from = position.get(code) ?? 0;
      let to = from;
      while (to < known.length && (known[to] as Figure).knownAt <= end) to += 1;
      position.set(code, to);
      if (to > from) learnt.set(code, { rows: to - from, body: known.slice(from, to).map(line).join('\n') });
    }
    weeks.push({ end, learnt });
  }
  return { weeks, series: new Set(all.map(({ series }) => series)).size, rows: all.length };
}

function readFigures(folder: string): Figure[] {
  const catalogue = z
    .array(Indicator)
    .parse(parseYaml(readFileSync(join(folder, 'indicators.yaml'), 'utf8')));
  const byCode = new Map(catalogue.map((indicator) => [indicator.code, indicator]));
  const tables = readdirSync(join(folder, 'observations')).map((file) =>
    readFileSync(join(folder, 'observations', file), 'utf8'),
  );
  const rows = tables.flatMap(
    (table) => parseCsv(table, { columns: true }) as { series: string; period: string; value: string }[],
  );
  const figures = rows.map((row) => {
    const indicator = byCode.get(indicatorOfSeries(row.series)) as Indicator;
    return {
      ...row,
      knownAt: periodEnd(indicator.frequency, row.period) + indicator.publicationLagDays * DAY_MS,
    };
  });
  return figures.sort((a, b) => a.knownAt - b.knownAt);
}

function line({ series, period, value, knownAt }: Figure): string {
  return JSON.stringify({ series, period, value: Number(value), knownAt: formatInstant(knownAt) });
}
