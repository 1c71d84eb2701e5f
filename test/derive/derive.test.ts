import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createDerivation } from '../../src/derive/derive.ts';
import type { DerivedSeriesStore } from '../../src/derive/port.ts';
import type { Derivation, Indicator } from '../../src/domain/indicator.ts';
import type { NewObservation } from '../../src/ingest/port.ts';
import { openStoresInline } from '../../src/store/open-stores.ts';
import type { Stores } from '../../src/store/stores.ts';
import { AT, append, indicator, observation } from '../store/build.ts';

const IMPORTS = indicator({ code: 'IMPORTS', unit: 'kg', kind: 'volume' });
const VALUE = indicator({ code: 'VALUE', unit: 'USD', kind: 'volume' });
const derived = (code: string, derivation: Derivation, dimensions = ['reporter', 'partner']): Indicator =>
  indicator({ code, derived: derivation, dimensions });
const SHARE = derived('SHARE', { kind: 'share', of: 'IMPORTS', over: 'partner' });
const HHI = derived('HHI', { kind: 'herfindahl', of: 'IMPORTS', over: 'partner' }, ['reporter']);
const TOTAL = derived('TOTAL', { kind: 'sum', of: 'IMPORTS', over: 'partner' }, ['reporter']);
const GROWTH = derived('GROWTH', { kind: 'year-on-year', of: 'TOTAL' }, ['reporter']);
const PRICE = derived('PRICE', { kind: 'unit-price', of: 'VALUE', by: 'IMPORTS', factor: 1 });
const CATALOGUE = [IMPORTS, VALUE, SHARE, HHI, TOTAL, GROWTH, PRICE];

interface Bench {
  readonly stores: Stores;
  readonly refused: string[];
  /** Runs derivation, in a process of its own unless one goes on. Returns how many series changed. */
  run(): Promise<number>;
  restart(store?: DerivedSeriesStore): void;
  renew(): void;
}

async function open(catalogue: readonly Indicator[] = CATALOGUE): Promise<Bench> {
  const stores = await openStoresInline(':memory:');
  await stores.observations.putIndicators(catalogue);
  const refused: string[] = [];
  let remembered: string | undefined;
  const make = (store: DerivedSeriesStore = stores.observations) =>
    createDerivation({
      store,
      definitions: {
        read: async () => remembered,
        write: async (text) => {
          remembered = text;
        },
      },
      clock: { now: () => AT },
      onRefused: (code) => refused.push(code),
    });
  let derivation = make();
  return {
    stores,
    refused,
    run: () => derivation.runDue(),
    restart: (store) => {
      derivation = make(store);
    },
    renew: () => derivation.renew(),
  };
}

/** Every vintage of every series of these indicators, as text. */
async function shown({ stores }: Bench, ...codes: string[]): Promise<string[]> {
  const lines: string[] = [];
  for (const code of codes) {
    for (const { series } of await stores.observations.series({ indicator: code, limit: 1000 })) {
      const vintages = await stores.observations.vintages(series);
      for (const [row, ordinal] of vintages!.ordinals.entries()) {
        const value = Number(vintages!.values[row]!.toPrecision(6));
        lines.push(`${series} ${ordinal - 2021 * 12} ${value} @${vintages!.knownAt[row]}`);
      }
    }
  }
  return lines;
}

const DERIVED = ['SHARE', 'HHI', 'TOTAL', 'GROWTH', 'PRICE'];
const imports = (partner: string, month: number, value: number | undefined, knownAt: number) =>
  observation(month, value, knownAt, `IMPORTS/KR.${partner}`);

describe('derivation', () => {
  it('computes shares, concentration and total of a group, and again when a partner is revised', async () => {
    const bench = await open();
    await append(bench.stores, [imports('CN', 0, 90, 1), imports('JP', 0, 10, 1), imports('W', 0, 100, 1)]);
    assert.equal(await bench.run(), 4);
    await append(bench.stores, [imports('CN', 0, 30, 2)]);
    assert.equal(await bench.run(), 4);
    assert.deepEqual(await shown(bench, 'SHARE', 'HHI', 'TOTAL'), [
      'SHARE/KR.CN 0 90 @1',
      'SHARE/KR.CN 0 75 @2',
      'SHARE/KR.JP 0 10 @1',
      'SHARE/KR.JP 0 25 @2',
      'HHI/KR 0 8200 @1',
      'HHI/KR 0 6250 @2',
      'TOTAL/KR 0 100 @1',
      'TOTAL/KR 0 40 @2',
    ]);
    assert.equal(await bench.run(), 0, 'nothing is due');
    await bench.stores.close();
  });

  it('computes what is derived from what is derived, and marks it as due for detection', async () => {
    const bench = await open();
    await append(bench.stores, [imports('CN', 0, 100, 1), imports('CN', 12, 150, 2)]);
    await bench.run();
    assert.deepEqual(await shown(bench, 'GROWTH'), ['GROWTH/KR 12 50 @2']);
    const due = await bench.stores.observations.dueSeries(100);
    assert.ok(due.some(({ series }) => series === 'GROWTH/KR'));
    await bench.stores.close();
  });

  it('pairs a value with its volume, whichever comes first', async () => {
    const bench = await open();
    await append(bench.stores, [observation(0, 50, 3, 'VALUE/KR.CN')]);
    await bench.run();
    assert.deepEqual(await shown(bench, 'PRICE'), []);
    await append(bench.stores, [imports('CN', 0, 10, 5)]);
    await bench.run();
    assert.deepEqual(await shown(bench, 'PRICE'), ['PRICE/KR.CN 0 5 @5']);
    await bench.stores.close();
  });

  it('writes history anew where earlier vintages come later, and tells from which period on', async () => {
    const bench = await open();
    await append(bench.stores, [imports('CN', 0, 50, 5), imports('CN', 1, 60, 6)]);
    await bench.run();
    const due = await bench.stores.observations.dueSeries(100);
    await bench.stores.observations.clearDue(due);
    await append(bench.stores, [imports('JP', 1, 40, 6)]);
    await bench.run();
    assert.deepEqual(await shown(bench, 'TOTAL'), ['TOTAL/KR 0 50 @5', 'TOTAL/KR 1 100 @6']);
    const again = await bench.stores.observations.dueSeries(100);
    const total = again.find(({ series }) => series === 'TOTAL/KR');
    assert.equal(total?.fromOrdinal, 2021 * 12 + 1);
    await bench.stores.close();
  });

  it('withdraws what is withdrawn, and takes back what was partial', async () => {
    const bench = await open();
    await append(bench.stores, [imports('CN', 0, 50, 1)]);
    await bench.run();
    await append(bench.stores, [{ ...imports('CN', 0, undefined, 4), status: 'X' }]);
    await bench.run();
    assert.deepEqual(await shown(bench, 'TOTAL'), ['TOTAL/KR 0 50 @1', 'TOTAL/KR 0 NaN @4']);
    const points = await bench.stores.observations.observations('TOTAL/KR', { limit: 10 });
    assert.deepEqual(points, []);
    await bench.stores.close();
  });

  it('computes all history of a definition that is new, or another one', async () => {
    const bench = await open([IMPORTS]);
    await append(bench.stores, [imports('CN', 0, 90, 1), imports('JP', 0, 10, 2)]);
    await bench.run();
    await bench.stores.observations.putIndicators([TOTAL, GROWTH]);
    bench.renew();
    assert.equal(await bench.run(), 1);
    assert.deepEqual(await shown(bench, 'TOTAL'), ['TOTAL/KR 0 90 @1', 'TOTAL/KR 0 100 @2']);
    bench.restart();
    assert.equal(await bench.run(), 0);
    await bench.stores.observations.putIndicators([{ ...HHI, code: 'TOTAL' }]);
    bench.restart();
    assert.equal(await bench.run(), 1);
    assert.deepEqual(await shown(bench, 'TOTAL'), ['TOTAL/KR 0 10000 @1', 'TOTAL/KR 0 8200 @2']);
    await bench.stores.close();
  });

  it('never writes over series that somebody put in', async () => {
    const bench = await open([IMPORTS, indicator({ code: 'TOTAL', dimensions: ['reporter'] })]);
    await append(bench.stores, [imports('CN', 0, 90, 1), observation(0, 7, 1, 'TOTAL/KR')]);
    await bench.stores.observations.putIndicators([TOTAL]);
    assert.equal(await bench.run(), 0);
    assert.deepEqual(bench.refused, ['TOTAL']);
    assert.deepEqual(await shown(bench, 'TOTAL'), ['TOTAL/KR 0 7 @1']);
    assert.deepEqual(await bench.stores.observations.dueForDerivation(10), []);
    await bench.stores.close();
  });

  it('leaves out what does not fit its inputs, and computes the rest', async () => {
    const bench = await open([
      IMPORTS,
      SHARE,
      { ...HHI, dimensions: ['partner'] },
      { ...GROWTH, frequency: 'A' },
    ]);
    await append(bench.stores, [imports('CN', 0, 90, 1)]);
    assert.equal(await bench.run(), 1);
    assert.deepEqual(bench.refused.sort(), ['GROWTH', 'HHI']);
    assert.deepEqual(await shown(bench, ...DERIVED), ['SHARE/KR.CN 0 100 @1']);
    await bench.stores.close();
  });

  it('goes on after a write that failed', async () => {
    const bench = await open();
    await append(bench.stores, [imports('CN', 0, 90, 1), imports('JP', 0, 10, 1)]);
    bench.restart(failing(bench.stores.observations, 1));
    await assert.rejects(bench.run(), /killed/);
    assert.equal(await bench.run(), 4);
    await bench.stores.close();
  });

  it('killed anywhere and run again, it ends where an undisturbed run ends', async () => {
    const rows = ['CN', 'JP', 'US'].flatMap((partner, index) =>
      [0, 1, 12, 13].map((month) => imports(partner, month, 10 + index + month, month + index)),
    );
    const undisturbed = await open();
    await append(undisturbed.stores, rows);
    await undisturbed.run();
    const expected = await shown(undisturbed, ...DERIVED);
    assert.ok(expected.length > 20);
    for (let failAt = 1; failAt <= 6; failAt++) {
      const bench = await open();
      await append(bench.stores, rows);
      bench.restart(failing(bench.stores.observations, failAt));
      await bench.run().catch((error: Error) => assert.match(error.message, /killed/));
      bench.restart();
      await bench.run();
      assert.deepEqual(await shown(bench, ...DERIVED), expected, `killed at write ${failAt}`);
      await bench.stores.close();
    }
    await undisturbed.stores.close();
  });

  it('whatever comes in which order, what is derived is as if all had come at once', async () => {
    const row = fc.record({
      partner: fc.constantFrom('CN', 'JP', 'US'),
      month: fc.constantFrom(0, 1, 12, 13),
      value: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
      knownAt: fc.integer({ min: 1, max: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(row, { maxLength: 6 }), { maxLength: 6 }), async (batches) => {
        const step = await open();
        const accepted: NewObservation[] = [];
        for (const batch of batches) {
          const rows = batch.map(({ partner, month, value, knownAt }) =>
            imports(partner, month, value, knownAt),
          );
          const { conflicts } = await append(step.stores, rows);
          accepted.push(...rows.filter((_, index) => !conflicts.includes(index)));
          await step.run();
        }
        const once = await open();
        // What is held decides, not what was offered: a row that said nothing new may say so in another order.
        const held = await shown(step, 'IMPORTS');
        await append(once.stores, accepted);
        await once.run();
        if (JSON.stringify(held) === JSON.stringify(await shown(once, 'IMPORTS')))
          assert.deepEqual(await shown(step, ...DERIVED), await shown(once, ...DERIVED));
        await step.stores.close();
        await once.stores.close();
      }),
      { numRuns: 30 },
    );
  });
});

/** The store, with a process that ends at the n-th write. */
function failing(store: DerivedSeriesStore, failAt: number): DerivedSeriesStore {
  let writes = 0;
  const write = <Args extends unknown[], T>(work: (...args: Args) => Promise<T>) => {
    return async (...args: Args): Promise<T> => {
      writes += 1;
      if (writes === failAt) throw new Error('killed');
      return work.apply(store, args);
    };
  };
  return {
    ...store,
    append: write(store.append),
    rewrite: write(store.rewrite),
    clearDerivation: write(store.clearDerivation),
  };
}
