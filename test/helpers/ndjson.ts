import type { Indicator } from '../../src/domain/indicator.ts';
import { DAY_MS } from '../../src/domain/time.ts';
import { createRandom } from './random.ts';

/** What the made-up observations are of. */
export const VOLUME: Indicator = {
  code: 'BORDER_VOLUME',
  names: { en: 'Volume at the border' },
  sector: 'logistics',
  hsCodes: [],
  unit: 't',
  frequency: 'D',
  kind: 'volume',
  harmful: 'down',
  grade: 'A',
  source: { publisher: 'Customs', licence: 'none' },
  tlp: 'GREEN',
  publicationLagDays: 0,
  dimensions: ['set', 'gate'],
};

export const GATES = 10;
export const DAYS = 1000;

/**
 * Daily volumes of 10 gates for 1000 days, 10,000 rows, day by day; at some gates the last days are a half of
 * what they were. The same for the same set.
 */
export function volumes(set: number, lastDay: string): string {
  const random = createRandom(set);
  const lines: string[] = [];
  for (let day = 0; day < DAYS; day += 1) {
    const left = DAYS - 1 - day;
    const period = new Date(Date.parse(lastDay) - left * DAY_MS).toISOString().slice(0, 10);
    for (let gate = 0; gate < GATES; gate += 1) {
      const level = left < 3 && gate % 4 === 0 ? 0.5 : 1;
      const value = Math.round(1000 * level * (1 + 0.02 * random()));
      lines.push(JSON.stringify({ series: seriesOf(set, gate), period, value }));
    }
  }
  return `${lines.join('\n')}\n`;
}

export function seriesOf(set: number, gate: number): string {
  return `${VOLUME.code}/S${set}.G${gate}`;
}
