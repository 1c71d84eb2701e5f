import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Indicator } from '../../src/domain/indicator.ts';
import { DAY_MS, formatInstant, periodEnd } from '../../src/domain/time.ts';
import type { TestNode } from './nodes.ts';

const DEMO = join(import.meta.dirname, '..', '..', 'config', 'demo');

/** Has a node learn one of the demonstration's real series as it became known, up to `until`. */
export async function teach(
  node: TestNode,
  country: 'kr' | 'us' | 'jp',
  code: string,
  until: string,
): Promise<void> {
  const catalogue = parse(readFileSync(join(DEMO, country, 'indicators.yaml'), 'utf8')) as Indicator[];
  const indicator = catalogue.find((each) => each.code === code);
  if (indicator === undefined) throw new Error(`${country} has no indicator ${code}`);
  await node.as('operator').send('PUT', '/indicators', { items: [indicator] });
  const table = readFileSync(join(DEMO, country, 'observations', `${code}.csv`), 'utf8')
    .trim()
    .split('\n');
  const rows = table.slice(1).flatMap((line) => {
    const [series = '', period = '', value] = line.split(',');
    const knownAt = periodEnd(indicator.frequency, period) + indicator.publicationLagDays * DAY_MS;
    if (knownAt > Date.parse(until)) return [];
    return [JSON.stringify({ series, period, value: Number(value), knownAt: formatInstant(knownAt) })];
  });
  await node.as('analyst').send('POST', '/observations', rows.join('\n'), 'application/x-ndjson');
}
