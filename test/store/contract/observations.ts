import assert from 'node:assert/strict';
import { batchOf } from '../../../src/ingest/batch.ts';
import type { NewObservation } from '../../../src/ingest/port.ts';
import type { Stores } from '../../../src/store/stores.ts';
import { append, indicator, JANUARY, nextRun, observation, outcome, SERIES } from '../build.ts';
import { type Open, refused, storeTest } from './contract.ts';

const ALL = { limit: 1000 };

export function observationContract(open: Open): void {
  const check = (name: string, run: (stores: Stores) => Promise<void>) =>
    storeTest(open, `observations: ${name}`, async (stores) => {
      await stores.observations.putIndicators([indicator()]);
      await run(stores);
    });

  check('the catalogue counts what is new or different', async ({ observations }) => {
    const nickel = indicator({ code: 'NICKEL_PRICE' });
    assert.equal(await observations.putIndicators([indicator(), nickel]), 1);
    assert.equal(await observations.putIndicators([indicator(), { ...nickel, unit: 'KRW/t' }]), 1);
    assert.equal(await observations.putIndicators([]), 0);
    const codes = (await observations.indicators()).map(({ code }) => code);
    assert.deepEqual(codes, ['NICKEL_PRICE', 'UREA_PRICE']);
    assert.deepEqual(await observations.indicator('NICKEL_PRICE'), { ...nickel, unit: 'KRW/t' });
    assert.equal(await observations.indicator('TIN_PRICE'), undefined);
  });

  check('an indicator that has series keeps its frequency', async (stores) => {
    const { observations } = stores;
    assert.equal(await observations.putIndicators([indicator({ frequency: 'W' })]), 1);
    await observations.putIndicators([indicator()]);
    await append(stores, [observation(0, 1, 100)]);
    const tin = indicator({ code: 'TIN_PRICE' });
    await refused(observations.putIndicators([tin, indicator({ frequency: 'W' })]), 'wrong_state');
    assert.equal(await observations.indicator('TIN_PRICE'), undefined);
    assert.equal(await observations.putIndicators([indicator({ unit: 'KRW/t' })]), 1);
  });

  check('outcomes are counted, and conflicts told by their rows', async (stores) => {
    const batch = [
      observation(0, 1, 100),
      observation(0, 9, 100, 'UREA_PRICE/KR.W'),
      observation(0, 1, 100),
      observation(0, 1, 150),
      observation(0, 2, 200),
      observation(0, 3, 200),
      observation(1, undefined, 100),
    ];
    const first = outcome({ stored: 3, unchanged: 2, revised: 1, conflicts: [5] });
    assert.deepEqual(await append(stores, batch), first);
    assert.deepEqual(await append(stores, batch), outcome({ unchanged: 6, conflicts: [5] }));
    assert.equal(await stores.observations.countObservations(), 4);
  });

  check('a forecast says what would become of a batch, and stores nothing', async (stores) => {
    await append(stores, [observation(0, 1, 100)]);
    const rows = [
      observation(0, 2, 100),
      observation(0, 2, 200),
      observation(1, 2, 200),
      observation(0, 5, 100, 'UREA_PRICE/KR.W'),
    ];
    const { batch } = batchOf(rows);
    const forecast = await stores.observations.forecast(batch, nextRun());
    assert.deepEqual(forecast, outcome({ stored: 2, revised: 1, conflicts: [0] }));
    assert.equal(await stores.observations.countObservations(), 1);
    assert.deepEqual(await append(stores, rows), forecast);
    const { batch: unknown } = batchOf([observation(0, 1, 100, 'TIN_PRICE/KR')]);
    await refused(stores.observations.forecast(unknown, nextRun()), 'not_found');
  });

  check('an empty batch changes nothing', async (stores) => {
    assert.deepEqual(await append(stores, []), outcome({}));
    assert.deepEqual(await stores.observations.series(ALL), []);
  });

  check('another status is another vintage', async (stores) => {
    const provisional = { ...observation(0, 1, 100), status: 'P' as const };
    const both = await append(stores, [provisional, observation(0, 1, 200)]);
    assert.deepEqual(both, outcome({ stored: 1, revised: 1 }));
    const states = (await stores.observations.history(SERIES, '2021-01')).map(({ status }) => status);
    assert.deepEqual(states, ['P', 'A']);
  });

  check('a vintage older than all others becomes the first', async (stores) => {
    const { observations } = stores;
    await append(stores, [observation(0, 2, 200)]);
    assert.deepEqual(await append(stores, [observation(0, 1, 100)]), outcome({ stored: 1 }));
    const values = async (asOf?: number) =>
      (await observations.observations(SERIES, { ...ALL, ...(asOf === undefined ? {} : { asOf }) })).map(
        ({ value }) => value,
      );
    assert.deepEqual(
      [await values(99), await values(100), await values(200), await values()],
      [[], [1], [2], [2]],
    );
    const [summary] = await observations.series(ALL);
    assert.deepEqual([summary?.points, summary?.knownAt], [1, 200]);
  });

  check('keeps values bit for bit', async (stores) => {
    const { observations } = stores;
    const values = [0.1 + 0.2, 0, 5e-324, 1.7976931348623157e308, 2 ** 53 + 2, -1e-7];
    await append(
      stores,
      values.map((value, month) => observation(month, value, 100)),
    );
    const read = (await observations.observations(SERIES, ALL)).map(({ value }) => value);
    assert.ok(
      values.every((value, index) => Object.is(value, read[index])),
      JSON.stringify(read),
    );
  });

  check('a batch of many series and rows is stored whole', async (stores) => {
    const { observations } = stores;
    const batch: NewObservation[] = [];
    for (let month = 0; month < 173; month++) {
      for (const partner of ['CN', 'US', 'W'])
        batch.push(observation(month, month, 100, `UREA_PRICE/KR.${partner}`));
    }
    assert.deepEqual(await append(stores, batch), outcome({ stored: 519 }));
    assert.equal(await observations.countObservations(), 519);
    const read = await observations.observations('UREA_PRICE/KR.W', ALL);
    assert.deepEqual(
      read.map(({ value }) => value),
      Array.from({ length: 173 }, (_, month) => month),
    );
  });

  const faults: [string, NewObservation, 'not_found' | 'invalid_input'][] = [
    ['an indicator that is not in the catalogue', observation(0, 1, 1, 'TIN_PRICE/KR'), 'not_found'],
    ['a period that no calendar has', { ...observation(0, 1, 1), ordinal: 2 ** 22 }, 'invalid_input'],
    ['a missing value that is there', { ...observation(0, 1, 1), status: 'M' }, 'invalid_input'],
    ['a value that is not there', { ...observation(0, undefined, 1), status: 'A' }, 'invalid_input'],
    ['a value that is no number', observation(0, Number.NaN, 1), 'invalid_input'],
    ['a time between milliseconds', observation(0, 1, 1.5), 'invalid_input'],
  ];
  for (const [fault, faulty, code] of faults) {
    check(`refuses ${fault}, and all of its batch`, async (stores) => {
      const { observations } = stores;
      const good = observation(0, 1, 100, 'UREA_PRICE/KR.W');
      await refused(append(stores, [good, faulty]), code);
      assert.equal(await observations.countObservations(), 0);
      assert.deepEqual(await observations.series(ALL), []);
      assert.deepEqual(await observations.dueSeries(10), []);
      assert.deepEqual(await append(stores, [good]), outcome({ stored: 1 }));
    });
  }

  check('series are summed up', async (stores) => {
    const { observations } = stores;
    await observations.putIndicators([indicator({ code: 'NICKEL_PRICE' })]);
    await append(stores, [
      observation(3, 1, 300),
      observation(1, 1, 100),
      observation(1, 2, 200),
      observation(0, 1, 100, 'NICKEL_PRICE/W'),
    ]);
    const urea = {
      series: SERIES,
      indicator: 'UREA_PRICE',
      points: 2,
      firstPeriod: '2021-02',
      lastPeriod: '2021-04',
      knownAt: 300,
    };
    assert.deepEqual(await observations.series({ indicator: 'UREA_PRICE', limit: 10 }), [urea]);
    assert.deepEqual((await observations.series(ALL))[1], urea);
    assert.equal((await observations.series({ limit: 1 }))[0]?.series, 'NICKEL_PRICE/W');
    assert.equal(await observations.countObservations(), 4);
  });

  check('reads a range of periods', async (stores) => {
    const { observations } = stores;
    await append(
      stores,
      [0, 1, 2, 3].map((month) => observation(month, month, 100)),
    );
    const periods = async (query: { from?: string; to?: string; limit: number }) =>
      (await observations.observations(SERIES, query)).map(({ period }) => period);
    assert.deepEqual(await periods({ from: '2021-02', to: '2021-03', limit: 9 }), ['2021-02', '2021-03']);
    assert.deepEqual(await periods({ from: '2021-02', limit: 2 }), ['2021-02', '2021-03']);
    assert.deepEqual(await periods({ to: '2020-12', limit: 9 }), []);
    await refused(observations.observations(SERIES, { from: '2021', limit: 9 }), 'invalid_input');
    assert.deepEqual(await observations.observations('UREA_PRICE/US.CN', ALL), []);
  });

  check('tells every vintage of a point', async (stores) => {
    const { observations } = stores;
    await append(stores, [observation(0, 2, 200), observation(0, undefined, 300), observation(1, 7, 100)]);
    assert.deepEqual(await observations.history(SERIES, '2021-01'), [
      { series: SERIES, period: '2021-01', value: 2, status: 'A', knownAt: 200 },
      { series: SERIES, period: '2021-01', value: undefined, status: 'M', knownAt: 300 },
    ]);
    assert.deepEqual(await observations.history(SERIES, '2020-01'), []);
    assert.deepEqual(await observations.history('UREA_PRICE/US.CN', '2021-01'), []);
  });

  check('what changed is due from its first changed period', async (stores) => {
    const { observations } = stores;
    await append(stores, [observation(5, 1, 100), observation(4, 1, 100)]);
    await append(stores, [observation(2, 1, 100), observation(3, 1, 100)]);
    const [due, ...others] = await observations.dueSeries(10);
    assert.deepEqual([due?.series, due?.fromOrdinal, others], [SERIES, JANUARY + 2, []]);
    await observations.clearDue([due!]);
    assert.deepEqual(await observations.dueSeries(10), []);
    await append(stores, [observation(2, 1, 100)]);
    assert.deepEqual(await observations.dueSeries(10), []);
  });

  check('what changed again since it was read stays due', async (stores) => {
    const { observations } = stores;
    await append(stores, [observation(5, 1, 100)]);
    const seen = await observations.dueSeries(10);
    await append(stores, [observation(6, 1, 100)]);
    await observations.clearDue(seen);
    const [due] = await observations.dueSeries(10);
    assert.equal(due?.fromOrdinal, JANUARY + 5);
    assert.ok(due.revision > seen[0]!.revision);
    await observations.clearDue([due]);
    await append(stores, [observation(7, 1, 100)]);
    const [later] = await observations.dueSeries(10);
    assert.ok(later!.revision > due.revision);
    assert.equal(later!.fromOrdinal, JANUARY + 7);
    await observations.clearDue(seen);
    assert.equal((await observations.dueSeries(10)).length, 1);
  });

  check('what changed is due for derivation apart from detection', async (stores) => {
    const { observations } = stores;
    await append(stores, [observation(5, 1, 100)]);
    await observations.clearDue(await observations.dueSeries(10));
    await append(stores, [observation(6, 1, 100)]);
    const [due] = await observations.dueForDerivation(10);
    assert.deepEqual([due?.series, due?.fromOrdinal], [SERIES, JANUARY + 5]);
    assert.equal((await observations.dueSeries(10))[0]?.fromOrdinal, JANUARY + 6);
    await observations.clearDerivation([due!]);
    assert.deepEqual(await observations.dueForDerivation(10), []);
    assert.equal((await observations.dueSeries(10)).length, 1);
  });

  check('series are read in parts', async (stores) => {
    const series = ['A', 'B', 'C'].map((partner) => `UREA_PRICE/KR.${partner}`);
    await append(
      stores,
      series.map((each) => observation(0, 1, 100, each)),
    );
    const part = async (after?: string) =>
      (await stores.observations.series({ limit: 2, ...(after === undefined ? {} : { after }) })).map(
        (each) => each.series,
      );
    assert.deepEqual([await part(), await part(series[1])], [series.slice(0, 2), series.slice(2)]);
  });

  check('a revision of a series changes with each of its changes, and with nothing else', async (stores) => {
    const { observations } = stores;
    assert.equal(await observations.revision(SERIES), undefined);
    assert.equal(await observations.columns(SERIES, ALL), undefined);
    await append(stores, [observation(0, 1, 100)]);
    const first = await observations.revision(SERIES);
    await append(stores, [observation(0, 1, 100), observation(0, 1, 100, 'UREA_PRICE/KR.W')]);
    assert.equal(await observations.revision(SERIES), first);
    await append(stores, [observation(0, 2, 200)]);
    assert.notEqual(await observations.revision(SERIES), first);
  });

  check('the due list is read in parts', async (stores) => {
    const { observations } = stores;
    const series = ['A', 'B', 'C'].map((partner) => `UREA_PRICE/KR.${partner}`);
    await append(
      stores,
      series.map((each) => observation(0, 1, 100, each)),
    );
    const seen: string[] = [];
    for (;;) {
      const due = await observations.dueSeries(2);
      if (due.length === 0) break;
      seen.push(...due.map((each) => each.series));
      await observations.clearDue(due);
    }
    assert.deepEqual(seen.sort(), series);
  });

  check('the overview counts series, and knows the newest of each indicator', async (stores) => {
    const { observations } = stores;
    const quarterly = indicator({ code: 'CHIP_OUTPUT', frequency: 'Q' });
    await observations.putIndicators([quarterly, indicator({ code: 'NEON_PRICE' })]);
    await append(stores, [
      observation(3, 1, 100),
      observation(1, 1, 300, 'UREA_PRICE/KR.SA'),
      { ...observation(0, 1, 50, 'CHIP_OUTPUT/KR'), ordinal: 2021 * 4 + 1, period: '2021-Q2' },
    ]);
    const shown = (await observations.overview()).map(({ indicator: { code }, ...rest }) => [code, rest]);
    assert.deepEqual(shown, [
      ['CHIP_OUTPUT', { series: 1, lastPeriod: '2021-Q2', knownAt: 50 }],
      ['NEON_PRICE', { series: 0, lastPeriod: undefined, knownAt: undefined }],
      ['UREA_PRICE', { series: 2, lastPeriod: '2021-04', knownAt: 300 }],
    ]);
  });

  check('a window has the newest points as they are known, without missing ones', async (stores) => {
    const { observations } = stores;
    await append(stores, [
      observation(0, 1, 100),
      observation(1, 2, 100),
      observation(1, 3, 200),
      observation(2, 4, 100),
      observation(2, undefined, 200),
      observation(3, 5, 100),
    ]);
    assert.deepEqual(await observations.window(SERIES, 2), [
      { period: '2021-02', ordinal: JANUARY + 1, value: 3, knownAt: 200 },
      { period: '2021-04', ordinal: JANUARY + 3, value: 5, knownAt: 100 },
    ]);
    assert.equal((await observations.window(SERIES, 10)).length, 3);
    assert.deepEqual(await observations.window('UREA_PRICE/US.CN', 10), []);
  });
}
