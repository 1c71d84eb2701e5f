import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Indicator } from '../../src/domain/indicator.ts';
import type { QueuedSignal } from '../../src/queue/port.ts';
import { rankSentence } from '../../src/queue/sentences.ts';
import { createWeighing } from '../../src/queue/weigh.ts';
import { mapOf } from '../situation/maps.ts';
import { indicator, signal } from '../store/build.ts';

/** Ore becomes urea, urea goes to two countries; without equipment nothing is built. */
const MAP = mapOf(
  {
    'AU/mining/ore → CN/refining/urea': { share: 0.9 },
    'CN/refining/urea → KR/use/urea-solution': { share: 0.976 },
    'QA/refining/urea → KR/use/urea-solution': { share: 0.02 },
    'CN/refining/urea → JP/use/urea-solution': { share: 0.37 },
    'KR/use/urea-solution → US/use/trucks': { share: 0.1 },
    'NL/equipment/scanner → KR/fabrication/chips': { share: 1, bearsOn: 'capacity' },
    'KR/fabrication/chips → US/use/phones': { share: 0.5 },
  },
  { urea: ['310210'] },
);
MAP.items.urea!.names = { en: 'Urea', ko: '요소' };
MAP.items['urea-solution']!.names = { en: 'Urea solution', ko: '요소수' };
MAP.items.scanner!.names = { en: 'Scanner' };
MAP.items.ore!.names = { en: 'Gas for fertiliser' };

const share = (parts: Partial<Indicator>) =>
  indicator({ unit: '%', kind: 'share', hsCodes: ['310210'], ...parts });
const OF_CHINA = share({
  code: 'UREA_SHARE',
  derived: { kind: 'share', of: 'UREA_IMPORTS', over: 'partner' },
});
const LARGEST = share({
  code: 'UREA_LARGEST',
  dimensions: ['reporter'],
  derived: { kind: 'largest-share', of: 'UREA_IMPORTS', over: 'partner' },
});
const OTHER = share({
  code: 'NEON_LARGEST',
  names: { en: 'Neon, largest share' },
  hsCodes: ['280429'],
  dimensions: ['reporter'],
  derived: { kind: 'largest-share', of: 'NEON_IMPORTS', over: 'partner' },
});

const queued = (parts: Partial<QueuedSignal> = {}): QueuedSignal => {
  const { evidence: _evidence, ...summary } = signal('s1');
  return { ...summary, ...parts };
};

/** Weighs a signal where these series have these newest values. */
async function weigh(
  catalogue: readonly Indicator[],
  values: Readonly<Record<string, number>> = {},
  parts: Partial<QueuedSignal> = {},
) {
  const weighing = createWeighing({
    ...{ map: MAP, country: 'KR', concern: ['CN'] },
    window: async (series) =>
      series in values ? [{ period: '2021-09', ordinal: 1, value: values[series]!, knownAt: 0 }] : [],
  });
  return weighing(catalogue)(queued(parts));
}

const UREA = indicator();

test('queue: concentration is the largest share of own series on the same goods', async () => {
  const catalogue = [UREA, OF_CHINA, LARGEST, OTHER];
  const values = { 'UREA_SHARE/KR.CN': 88, 'UREA_LARGEST/KR': 91.5, 'NEON_LARGEST/KR': 99 };
  const { concentration, concentrated } = await weigh(catalogue, values);
  assert.equal(concentration, 0.915);
  assert.deepEqual(concentrated, {
    ...{ share: 0.915, receiver: 'KR', basis: 'series', series: 'UREA_LARGEST/KR', of: '2021-09' },
  });
  const { concentrated: ofChina } = await weigh(catalogue, { 'UREA_SHARE/KR.CN': 88 });
  assert.deepEqual([ofChina?.share, ofChina?.supplier], [0.88, 'CN']);
});

test('queue: a share that raised the signal counts itself, whosever it is', async () => {
  const parts = { series: 'UREA_SHARE/KR.QA' };
  const values = { 'UREA_SHARE/KR.QA': 95, 'UREA_SHARE/KR.CN': 5 };
  const { concentrated } = await weigh([OF_CHINA], values, parts);
  assert.deepEqual([concentrated?.share, concentrated?.supplier], [0.95, 'QA']);
});

test('queue: without own series the supply map says it, of the own country if it takes any', async () => {
  const { concentrated } = await weigh([UREA, LARGEST]);
  assert.deepEqual(concentrated, { share: 0.976, receiver: 'KR', supplier: 'CN', basis: 'map', of: '2023' });
  const ore = indicator({ names: { en: 'Gas for fertiliser, price' } });
  const { concentrated: ofOre } = await weigh([ore]);
  assert.deepEqual([ofOre?.receiver, ofOre?.supplier, ofOre?.share], ['CN', 'AU', 0.9]);
  const { concentration } = await weigh([indicator({ names: { en: 'Tea' } })]);
  assert.equal(concentration, undefined);
});

test('queue: the stage is where the goods come from, and all behind it is downstream', async () => {
  const of = async (en: string) => {
    const { stage, downstream } = await weigh([indicator({ names: { en } })]);
    return [stage, downstream];
  };
  assert.deepEqual(await of('Urea price'), ['refining', 3]);
  assert.deepEqual(await of('Urea solution, price'), ['use', 1]);
  assert.deepEqual(await of('Gas for fertiliser'), ['mining', 4]);
  // Equipment bears on what is built, and no further.
  assert.deepEqual(await of('Scanner'), ['equipment', 1]);
  assert.deepEqual(await of('Tea'), [undefined, 0]);
});

test('queue: how far beyond its threshold a score is, where the evidence has one', async () => {
  assert.equal((await weigh([UREA], {}, { score: 6, threshold: 4 })).beyond, 1.5);
  for (const threshold of [0, -1]) assert.equal((await weigh([UREA], {}, { threshold })).beyond, undefined);
  assert.equal((await weigh([UREA])).beyond, undefined);
});

test('queue: says in three languages why a signal stands where it does, and what nobody knows', async () => {
  const parts = { score: 6, threshold: 4 };
  const known = await weigh([UREA, LARGEST], { 'UREA_LARGEST/KR': 91.5 }, parts);
  const now = Date.parse('2021-10-08T12:00:00Z');
  assert.deepEqual(rankSentence(known, now), {
    en: 'Grade A. South Korea: 91.5 % of its supply from its largest supplier (2021-09). Stage: refining, 3 places downstream. 1.5 times its threshold. Waits for 3 days.',
    ko: 'A등급. 대한민국 공급의 91.5%를 최대 공급처에 의존(2021-09). 제련 단계, 하류 3곳. 기준값의 1.5배. 대기 3일.',
    ja: '等級 A。韓国の供給の91.5%を最大の供給元に依存(2021-09)。精製段階、下流 3 か所。基準値の 1.5 倍。待機 3 日。',
  });
  assert.match(
    rankSentence(await weigh([UREA]), now).en ?? '',
    /97\.6 % of its supply from China \(supply map, 2023\)/,
  );
  assert.equal(
    rankSentence(await weigh([]), now).en,
    'Not in the catalogue. Concentration unknown. Not in the supply map. Waits for 3 days.',
  );
});
