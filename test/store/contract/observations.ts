import assert from 'node:assert/strict';
import type { NewObservation } from '../../../src/ingest/port.ts';
import type { Stores } from '../../../src/store/stores.ts';
import { indicator, JANUARY, observation, SERIES } from '../build.ts';
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

  check('an indicator that has series keeps its frequency', async ({ observations }) => {
    assert.equal(await observations.putIndicators([indicator({ frequency: 'W' })]), 1);
    await observations.putIndicators([indicator()]);
    await observations.appendObservations([observation(0, 1, 100)]);
    const tin = indicator({ code: 'TIN_PRICE' });
    await refused(observations.putIndicators([tin, indicator({ frequency: 'W' })]), 'wrong_state');
    assert.equal(await observations.indicator('TIN_PRICE'), undefined);
    assert.equal(await observations.putIndicators([indicator({ unit: 'KRW/t' })]), 1);
  });

  check('outcomes stand in the order of the batch', async ({ observations }) => {
    const batch = [
      observation(0, 1, 100),
      observation(0, 9, 100, 'UREA_PRICE/KR.W'),
      observation(0, 1, 100),
      observation(0, 1, 150),
      observation(0, 2, 200),
      observation(0, 3, 200),
      observation(1, undefined, 100),
    ];
    const outcomes = ['stored', 'stored', 'unchanged', 'unchanged', 'revised', 'conflict', 'stored'];
    assert.deepEqual(await observations.appendObservations(batch), outcomes);
    const again = ['unchanged', 'unchanged', 'unchanged', 'unchanged', 'unchanged', 'conflict', 'unchanged'];
    assert.deepEqual(await observations.appendObservations(batch), again);
    assert.equal(await observations.countObservations(), 4);
  });

  check('an empty batch changes nothing', async ({ observations }) => {
    assert.deepEqual(await observations.appendObservations([]), []);
    assert.deepEqual(await observations.series(ALL), []);
  });

  check('another status is another vintage', async ({ observations }) => {
    const provisional = { ...observation(0, 1, 100), status: 'P' as const };
    assert.deepEqual(await observations.appendObservations([provisional, observation(0, 1, 200)]), [
      'stored',
      'revised',
    ]);
    const states = (await observations.history(SERIES, '2021-01')).map(({ status }) => status);
    assert.deepEqual(states, ['P', 'A']);
  });

  check('a vintage older than all others becomes the first', async ({ observations }) => {
    await observations.appendObservations([observation(0, 2, 200)]);
    assert.deepEqual(await observations.appendObservations([observation(0, 1, 100)]), ['stored']);
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

  check('keeps values bit for bit', async ({ observations }) => {
    const values = [0.1 + 0.2, 0, 5e-324, 1.7976931348623157e308, 2 ** 53 + 2, -1e-7];
    await observations.appendObservations(values.map((value, month) => observation(month, value, 100)));
    const read = (await observations.observations(SERIES, ALL)).map(({ value }) => value);
    assert.ok(
      values.every((value, index) => Object.is(value, read[index])),
      JSON.stringify(read),
    );
  });

  check('a batch of many series and rows is stored whole', async ({ observations }) => {
    const batch: NewObservation[] = [];
    for (let month = 0; month < 173; month++) {
      for (const partner of ['CN', 'US', 'W'])
        batch.push(observation(month, month, 100, `UREA_PRICE/KR.${partner}`));
    }
    const outcomes = await observations.appendObservations(batch);
    assert.ok(outcomes.length === 519 && outcomes.every((outcome) => outcome === 'stored'));
    assert.equal(await observations.countObservations(), 519);
    const read = await observations.observations('UREA_PRICE/KR.W', ALL);
    assert.deepEqual(
      read.map(({ value }) => value),
      Array.from({ length: 173 }, (_, month) => month),
    );
  });

  const faults: [string, NewObservation, 'not_found' | 'invalid_input'][] = [
    ['an indicator that is not in the catalogue', observation(0, 1, 1, 'TIN_PRICE/KR'), 'not_found'],
    ['a period that is not the number', { ...observation(0, 1, 1), period: '2021-02' }, 'invalid_input'],
    ['a period of another frequency', { ...observation(0, 1, 1), period: '2021-Q1' }, 'invalid_input'],
    ['a missing value that is there', { ...observation(0, 1, 1), status: 'M' }, 'invalid_input'],
    ['a value that is not there', { ...observation(0, undefined, 1), status: 'A' }, 'invalid_input'],
    ['a value that is no number', observation(0, Number.NaN, 1), 'invalid_input'],
    ['a time between milliseconds', observation(0, 1, 1.5), 'invalid_input'],
  ];
  for (const [fault, faulty, code] of faults) {
    check(`refuses ${fault}, and all of its batch`, async ({ observations }) => {
      const good = observation(0, 1, 100, 'UREA_PRICE/KR.W');
      await refused(observations.appendObservations([good, faulty]), code);
      assert.equal(await observations.countObservations(), 0);
      assert.deepEqual(await observations.series(ALL), []);
      assert.deepEqual(await observations.dueSeries(10), []);
      assert.deepEqual(await observations.appendObservations([good]), ['stored']);
    });
  }

  check('series are summed up', async ({ observations }) => {
    await observations.putIndicators([indicator({ code: 'NICKEL_PRICE' })]);
    await observations.appendObservations([
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

  check('reads a range of periods', async ({ observations }) => {
    await observations.appendObservations([0, 1, 2, 3].map((month) => observation(month, month, 100)));
    const periods = async (query: { from?: string; to?: string; limit: number }) =>
      (await observations.observations(SERIES, query)).map(({ period }) => period);
    assert.deepEqual(await periods({ from: '2021-02', to: '2021-03', limit: 9 }), ['2021-02', '2021-03']);
    assert.deepEqual(await periods({ from: '2021-02', limit: 2 }), ['2021-02', '2021-03']);
    assert.deepEqual(await periods({ to: '2020-12', limit: 9 }), []);
    await refused(observations.observations(SERIES, { from: '2021', limit: 9 }), 'invalid_input');
    assert.deepEqual(await observations.observations('UREA_PRICE/US.CN', ALL), []);
  });

  check('tells every vintage of a point', async ({ observations }) => {
    await observations.appendObservations([
      observation(0, 2, 200),
      observation(0, undefined, 300),
      observation(1, 7, 100),
    ]);
    assert.deepEqual(await observations.history(SERIES, '2021-01'), [
      { series: SERIES, period: '2021-01', value: 2, status: 'A', knownAt: 200 },
      { series: SERIES, period: '2021-01', value: undefined, status: 'M', knownAt: 300 },
    ]);
    assert.deepEqual(await observations.history(SERIES, '2020-01'), []);
    assert.deepEqual(await observations.history('UREA_PRICE/US.CN', '2021-01'), []);
  });

  check('what changed is due from its first changed period', async ({ observations }) => {
    await observations.appendObservations([observation(5, 1, 100), observation(4, 1, 100)]);
    await observations.appendObservations([observation(2, 1, 100), observation(3, 1, 100)]);
    const [due, ...others] = await observations.dueSeries(10);
    assert.deepEqual([due?.series, due?.fromOrdinal, others], [SERIES, JANUARY + 2, []]);
    await observations.clearDue([due!]);
    assert.deepEqual(await observations.dueSeries(10), []);
    await observations.appendObservations([observation(2, 1, 100)]);
    assert.deepEqual(await observations.dueSeries(10), []);
  });

  check('what changed again since it was read stays due', async ({ observations }) => {
    await observations.appendObservations([observation(5, 1, 100)]);
    const seen = await observations.dueSeries(10);
    await observations.appendObservations([observation(6, 1, 100)]);
    await observations.clearDue(seen);
    const [due] = await observations.dueSeries(10);
    assert.equal(due?.fromOrdinal, JANUARY + 5);
    assert.ok(due.revision > seen[0]!.revision);
    await observations.clearDue([due]);
    await observations.appendObservations([observation(7, 1, 100)]);
    const [later] = await observations.dueSeries(10);
    assert.ok(later!.revision > due.revision);
    assert.equal(later!.fromOrdinal, JANUARY + 7);
    await observations.clearDue(seen);
    assert.equal((await observations.dueSeries(10)).length, 1);
  });

  check('the due list is read in parts', async ({ observations }) => {
    const series = ['A', 'B', 'C'].map((partner) => `UREA_PRICE/KR.${partner}`);
    await observations.appendObservations(series.map((each) => observation(0, 1, 100, each)));
    const seen: string[] = [];
    for (;;) {
      const due = await observations.dueSeries(2);
      if (due.length === 0) break;
      seen.push(...due.map((each) => each.series));
      await observations.clearDue(due);
    }
    assert.deepEqual(seen.sort(), series);
  });

  check('the overview counts series, and knows the newest of each indicator', async ({ observations }) => {
    const quarterly = indicator({ code: 'CHIP_OUTPUT', frequency: 'Q' });
    await observations.putIndicators([quarterly, indicator({ code: 'NEON_PRICE' })]);
    await observations.appendObservations([
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

  check(
    'a window has the newest points as they are known, without missing ones',
    async ({ observations }) => {
      await observations.appendObservations([
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
    },
  );
}
