import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createDetection } from '../../src/detect/detect.ts';
import type { SweepThreads } from '../../src/detect/sweep.ts';
import type { Indicator } from '../../src/domain/indicator.ts';
import { DAY_MS, formatPeriod, periodEnd, periodOrdinal } from '../../src/domain/time.ts';
import { openStoresInline } from '../../src/store/open-stores.ts';
import type { Stores } from '../../src/store/stores.ts';
import { createSweep } from '../../src/wiring/sweep.ts';
import { append, nextRun } from '../store/build.ts';
import { randomWalk, SHIPPED, UREA } from './series.ts';

const LAST = periodOrdinal('M', '2021-10');
const END = periodEnd('M', formatPeriod('M', LAST));
const INDICATORS: readonly Indicator[] = [
  { ...UREA, dimensions: ['reporter'] },
  { ...UREA, code: 'NICKEL_PRICE', hsCodes: ['750210'], dimensions: ['reporter'] },
  {
    ...UREA,
    code: 'NICKEL_IMPORTS',
    kind: 'volume',
    harmful: 'down',
    hsCodes: ['750210'],
    dimensions: ['reporter'],
  },
];

/** Prices and imports, of which every third one jumps in the end. */
async function fill(stores: Stores): Promise<void> {
  await stores.observations.putIndicators(INDICATORS);
  for (let each = 0; each < 30; each += 1) {
    const jump = each % 3 === 0 ? 0.5 * (each % 2 === 0 ? 1 : -1) : 0;
    const values = randomWalk(160, 0.03, each + 1, (index) => (index === 159 ? jump : 0));
    const series = `${INDICATORS[each % 3]!.code}/R${each}`;
    const rows = values.map((value, index) => {
      const ordinal = LAST - 159 + index;
      return {
        series,
        ordinal,
        period: formatPeriod('M', ordinal),
        value,
        status: 'A' as const,
        knownAt: END,
      };
    });
    await append(stores, rows, nextRun(END));
  }
}

async function judged(t: TestContext, sweepOf: (directory: string) => SweepThreads | undefined) {
  const directory = mkdtempSync(join(tmpdir(), 'ews-sweep-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  const stores = await openStoresInline(directory);
  try {
    await fill(stores);
    const detection = createDetection({
      series: stores.observations,
      signals: stores.signals,
      settings: SHIPPED,
      clock: { now: () => END + 6 * DAY_MS },
      sweep: sweepOf(directory),
    });
    const done = await detection.runDue();
    const signals = await stores.signals.signals({ limit: 100, offset: 0 });
    const again = await detection.runDue();
    return { done, again, signals: signals.toSorted((a, b) => (a.id < b.id ? -1 : 1)) };
  } finally {
    await stores.close();
  }
}

test('sweep: threads find what this thread finds, and every series once', async (t) => {
  let slices = 0;
  const byThreads = await judged(t, (directory) => {
    const sweep = createSweep({ directory, settings: SHIPPED }, 10);
    t.after(() => sweep.close());
    return {
      ...sweep,
      judge: (slice) => {
        slices += 1;
        return sweep.judge(slice);
      },
    };
  });
  const here = await judged(t, () => undefined);
  assert.deepEqual(byThreads, here);
  assert.equal(byThreads.done.series, 30);
  assert.ok(byThreads.signals.length >= 5);
  assert.deepEqual(byThreads.again, { series: 0, signals: 0 });
  assert.equal(slices, 3);
});

test('sweep: what a thread cannot judge is judged here', async (t) => {
  const failing = await judged(t, () => ({
    count: 2,
    least: 10,
    judge: () => Promise.reject(new Error('it ended')),
  }));
  const here = await judged(t, () => undefined);
  assert.deepEqual(failing, here);
});
