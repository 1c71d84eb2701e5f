import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ceilingOf } from '../../src/detect/ceiling.ts';
import { createDetection } from '../../src/detect/detect.ts';
import { recompute } from '../../src/detect/evidence.ts';
import { watchedMemory, watchedStream } from '../../src/detect/watched.ts';
import { WitnessStand } from '../../src/detect/witnesses.ts';
import type { Indicator } from '../../src/domain/indicator.ts';
import { DAY_MS, formatPeriod, periodEnd, periodOrdinal } from '../../src/domain/time.ts';
import { openStoresInline } from '../../src/store/open-stores.ts';
import type { Stores } from '../../src/store/stores.ts';
import { append, nextRun } from '../store/build.ts';
import { randomWalk, SETTINGS, SHIPPED, UREA } from './series.ts';

const LAST = periodOrdinal('M', '2021-10');
const NICKEL: Indicator = {
  ...UREA,
  code: 'NICKEL_PRICE',
  names: { en: 'Nickel price', ko: '니켈 가격', ja: 'ニッケル価格' },
  hsCodes: ['750210'],
};
/** Watches the same goods as the price of urea. */
const IMPORTS: Indicator = { ...UREA, code: 'UREA_IMPORTS', kind: 'volume', harmful: 'down' };
const [U, N, I] = ['UREA_PRICE/W', 'NICKEL_PRICE/W', 'UREA_IMPORTS/KR'] as const;

async function withStores(work: (stores: Stores) => Promise<void>): Promise<void> {
  const stores = await openStoresInline(':memory:');
  try {
    await stores.observations.putIndicators(
      [UREA, NICKEL, IMPORTS].map((each) => ({ ...each, dimensions: ['reporter'] })),
    );
    await work(stores);
  } finally {
    await stores.close();
  }
}

/** Monthly values of a series, the last one of `last`; all are learnt a day after it, or `daysLater`. */
async function put(
  stores: Stores,
  series: string,
  values: readonly number[],
  last = LAST,
  daysLater = 1,
): Promise<void> {
  const knownAt = periodEnd('M', formatPeriod('M', last)) + daysLater * DAY_MS;
  const rows = values.map((value, index) => {
    const ordinal = last - values.length + 1 + index;
    return { series, ordinal, period: formatPeriod('M', ordinal), value, status: 'A' as const, knownAt };
  });
  await append(stores, rows, nextRun(knownAt));
}

const nowAfter = (ordinal: number) => periodEnd('M', formatPeriod('M', ordinal)) + 6 * DAY_MS;

function detectionOn(stores: Stores, last = LAST) {
  return createDetection({
    series: stores.observations,
    signals: stores.signals,
    settings: SHIPPED,
    draftsPerWorkingDay: 5,
    clock: { now: () => nowAfter(last) },
  });
}

const walk = (seed: number, jump = 0) => randomWalk(240, 0.03, seed, (index) => (index === 239 ? jump : 0));

const signalsOf = (stores: Stores) => stores.signals.signals({ limit: 100, offset: 0 });

test('live channels: a jump raises one signal, with the thresholds that it was judged by', async () => {
  await withStores(async (stores) => {
    await put(stores, U, walk(13, 0.4));
    assert.equal((await detectionOn(stores).runDue()).signals, 1);
    const [signal] = await signalsOf(stores);
    assert.equal(signal?.detector, 'alert');
    const { explanation, evidence } = signal!;
    const { parameters } = evidence;
    assert.equal(parameters.alarmTime, 0.03);
    assert.equal(parameters.alarmsPerYear, ceilingOf(5, 1));
    const least = ['attention', 'caution', 'alert', 'serious'].map((level) => Number(parameters[level]));
    assert.deepEqual(
      [...least].sort((a, b) => a - b),
      least,
    );
    assert.ok(signal!.score >= Number(parameters[signal!.level]));
    const { score, level } = recompute(JSON.parse(JSON.stringify(evidence)));
    assert.deepEqual([score, level], [signal!.score, signal!.level]);
    for (const text of [explanation.en, explanation.ko, explanation.ja])
      assert.match(text!, new RegExp(signal!.score.toFixed(1).replace('.', '\\.')));
  });
});

test('live channels: both have one signal, which grows and has the detector that gave it its level', async () => {
  await withStores(async (stores) => {
    // A slow rise, which the slow channel sees first, and then a jump.
    const values = randomWalk(240, 0.03, 4, (index) => (index === 239 ? 0.5 : index > 228 ? 0.035 : 0));
    for (let back = 8; back >= 0; back -= 1) {
      await put(stores, U, values.slice(0, 240 - back), LAST - back);
      await detectionOn(stores, LAST - back).runDue();
    }
    const open = (await signalsOf(stores)).filter(({ closedAt }) => closedAt === undefined);
    assert.equal(open.length, 1);
    assert.equal(open[0]?.detector, 'alert');
    assert.equal(open[0]?.period, '2021-10');
    assert.notEqual(open[0]?.raisedAt, open[0]?.updatedAt);
  });
});

test('live channels: related series that are unusual too are named, and count; those of the same goods do not', async () => {
  await withStores(async (stores) => {
    await put(stores, N, walk(5, 0.4));
    await put(stores, I, walk(6, -0.6));
    await put(stores, U, walk(13, 0.4));
    await detectionOn(stores).runDue();
    const urea = (await signalsOf(stores)).find(({ series }) => series === U)!;
    const related = urea.evidence.related ?? [];
    assert.deepEqual(
      related.map(({ series, names }) => [series, names.ko]),
      [[N, '니켈 가격']],
    );
    assert.match(urea.explanation.en ?? '', /related series.*Nickel price \(NICKEL_PRICE\/W\) \d/);
    assert.match(urea.explanation.ja ?? '', /ニッケル価格\(NICKEL_PRICE\/W\)/);
    const evidence = JSON.parse(JSON.stringify(urea.evidence));
    assert.equal(recompute(evidence).score, urea.score);
    const alone = recompute({ ...evidence, related: undefined }).score;
    assert.equal(urea.score, alone + related[0]!.score / 3);
  });
});

test('live channels: what a detector raised that no longer runs is closed when the node starts', async () => {
  await withStores(async (stores) => {
    await put(stores, U, walk(13, 0.4));
    const detection = (settings: typeof SHIPPED) =>
      createDetection({
        series: stores.observations,
        signals: stores.signals,
        settings,
        clock: { now: () => nowAfter(LAST) },
      });
    await detection(SETTINGS).runDue();
    const before = await signalsOf(stores);
    assert.ok(before.length > 0 && before.every(({ closedAt }) => closedAt === undefined));
    await detection(SETTINGS).runDue();
    assert.deepEqual(await signalsOf(stores), before);
    await detection(SHIPPED).runDue();
    assert.ok(
      (await signalsOf(stores)).every(({ state, closedAt }) => state === 'closed' && closedAt !== undefined),
    );
  });
});

test('live channels: a stream that starts where its memory begins says the same of the newest step', () => {
  const frequencies = fc.constantFrom('Q', 'M', 'W');
  fc.assert(
    fc.property(frequencies, fc.integer({ min: 1, max: 1e6 }), (frequency, seed) => {
      const memory = watchedMemory(frequency);
      const values = randomWalk(memory + 70, 0.05, seed, (index) => (index % 41 === 0 ? 0.3 : 0));
      const points = values.map((value, index) => ({ ordinal: 4_000 + index, value }));
      const newest = (from: number) => {
        const stream = watchedStream(
          { ...UREA, frequency },
          { alarmTime: { alert: 0.03, caution: 0.06 } },
          undefined,
        );
        const said = points.slice(from).map((point) => stream.step(point));
        return said.at(-1)!.findings.map(({ score, least }) => [score, ...least.values()]);
      };
      assert.deepEqual(newest(70), newest(0));
    }),
    { numRuns: 30 },
  );
});

test('live channels: a ceiling over all series raises thresholds, never lowers them', () => {
  const values = walk(21);
  const least = (alarmsPerYear?: number) => {
    const budget = { alarmTime: { alert: 0.03, caution: 0.06 }, alarmsPerYear };
    const stream = watchedStream(UREA, budget, undefined);
    return values.map((value, index) => stream.step({ ordinal: LAST + index, value })).at(-1)!.findings[0]!
      .least;
  };
  const [free, wide, narrow] = [least(), least(50), least(0.05)];
  assert.deepEqual(wide, free);
  for (const [level, threshold] of free) assert.ok(narrow.get(level)! > threshold, level);
});

test('ceiling: so many drafts a working day over all series; a few series more change nothing', () => {
  assert.equal(ceilingOf(5, 31), 42);
  assert.equal(ceilingOf(5, 200_000), 0.0065);
  assert.equal(ceilingOf(5, 200_100), 0.0065);
  assert.equal(ceilingOf(undefined, 31), undefined);
});

test('witnesses: what they said of a period changes with a revision of it, and not with what came later', async () => {
  await withStores(async (stores) => {
    const values = walk(5, 0.4);
    await put(stores, N, values);
    const stand = new WitnessStand(stores.observations);
    await stand.heard([{ series: N, fromOrdinal: 0 }]);
    const before = await stand.of(UREA);
    const said = before.at(LAST);
    assert.deepEqual(
      said.by.map(({ series }) => series),
      [N],
    );
    assert.equal(before.at(LAST - 300).added, 0);

    await put(stores, N, [...values, values.at(-1)!], LAST + 1);
    await stand.heard([{ series: N, fromOrdinal: LAST + 1 }]);
    const later = await stand.of(UREA);
    assert.equal(later.version, before.version);
    assert.deepEqual(later.at(LAST), said);
    const anew = new WitnessStand(stores.observations);
    await anew.heard([{ series: N, fromOrdinal: 0 }]);
    const atOnce = await anew.of(UREA);
    for (const ordinal of [LAST - 3, LAST, LAST + 1, LAST + 2])
      assert.deepEqual(later.at(ordinal), atOnce.at(ordinal), `${ordinal}`);

    await put(stores, N, [...values.slice(0, -1), values.at(-2)!, values.at(-2)!], LAST + 1, 2);
    await stand.heard([{ series: N, fromOrdinal: LAST }]);
    const revised = await stand.of(UREA);
    assert.notEqual(revised.version, before.version);
    assert.equal(revised.at(LAST).by.length, 0);
  });
});

test('witnesses: what is said more of a moment counts from the next question on', async () => {
  await withStores(async (stores) => {
    const values = walk(5, 0.4);
    await put(stores, N, values.slice(0, -1), LAST - 1);
    const stand = new WitnessStand(stores.observations);
    await stand.heard([{ series: N, fromOrdinal: 0 }]);
    assert.equal((await stand.of(UREA)).at(LAST).by.length, 0);
    await put(stores, N, values);
    await stand.heard([{ series: N, fromOrdinal: LAST }]);
    const after = await stand.of(UREA);
    assert.equal(after.at(LAST).by[0]?.series, N);
    assert.equal(after.version, 0);
  });
});

test('witnesses: an indicator with many series, such as imports by partner, says nothing of its sector', async () => {
  await withStores(async (stores) => {
    const speaks = async (count: number) => {
      for (let each = 0; each < count; each += 1) await put(stores, `NICKEL_PRICE/P${each}`, walk(5, 0.4));
      const stand = new WitnessStand(stores.observations);
      await stand.heard([{ series: 'NICKEL_PRICE/P0', fromOrdinal: 0 }]);
      return (await stand.of(UREA)).at(LAST).by.length > 0;
    };
    assert.equal(await speaks(4), true);
    assert.equal(await speaks(5), false);
  });
});
