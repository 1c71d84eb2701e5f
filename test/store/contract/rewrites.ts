import assert from 'node:assert/strict';
import type { SeriesVintages } from '../../../src/domain/series.ts';
import { vintagesOf } from '../../derive/build.ts';
import { append, indicator, JANUARY, observation, SERIES } from '../build.ts';
import { type Open, refused, storeTest } from './contract.ts';

/** `[month, value, knownAt]`, the months counted from January 2021. */
function vintages(...rows: readonly [number, number, number][]): SeriesVintages {
  return vintagesOf(
    SERIES,
    rows.map(([month, value, knownAt]) => ({ ordinal: JANUARY + month, value, status: 'A', knownAt })),
  );
}

/** What an engine does with derived series that are written anew. */
export function rewriteContract(open: Open): void {
  storeTest(open, 'rewrites: take the place of all vintages, and count for what is held', async (stores) => {
    const { observations } = stores;
    await observations.putIndicators([indicator()]);
    await append(stores, [observation(0, 1, 5), observation(1, 2, 6), observation(1, 3, 9)]);
    await observations.clearDue(await observations.dueSeries(9));
    await observations.clearDerivation(await observations.dueForDerivation(9));
    const next = vintages([0, 1, 5], [1, 4, 6], [2, 5, 7]);
    await observations.rewrite([{ vintages: next, fromOrdinal: JANUARY + 1 }]);
    assert.deepEqual(await observations.vintages(SERIES), next);
    assert.equal(await observations.countObservations(), 3);
    const [summary] = await observations.series({ limit: 9 });
    assert.deepEqual([summary?.points, summary?.lastPeriod, summary?.knownAt], [3, '2021-03', 7]);
    const [held] = await observations.overview();
    assert.deepEqual([held?.series, held?.lastPeriod], [1, '2021-03']);
    for (const due of [await observations.dueSeries(9), await observations.dueForDerivation(9)])
      assert.deepEqual(
        due.map(({ series, fromOrdinal }) => [series, fromOrdinal]),
        [[SERIES, JANUARY + 1]],
      );
    await append(stores, [observation(3, 6, 8)]);
    assert.equal((await observations.vintages(SERIES))?.ordinals.length, 4);
  });

  storeTest(
    open,
    'rewrites: make a series that is new, and take one away that has nothing',
    async (stores) => {
      const { observations } = stores;
      await observations.putIndicators([indicator()]);
      await observations.rewrite([{ vintages: vintages([0, 1, 5]), fromOrdinal: JANUARY }]);
      assert.equal((await observations.overview())[0]?.series, 1);
      await observations.rewrite([{ vintages: vintages(), fromOrdinal: JANUARY }]);
      assert.equal(await observations.vintages(SERIES), undefined);
      assert.deepEqual(await observations.series({ limit: 9 }), []);
      assert.equal((await observations.overview())[0]?.series, 0);
      await append(stores, [observation(0, 7, 8)]);
      assert.deepEqual((await observations.vintages(SERIES))?.values, Float64Array.of(7));
    },
  );

  storeTest(open, 'rewrites: of long histories fill as many blocks as they need', async (stores) => {
    const { observations } = stores;
    await observations.putIndicators([indicator()]);
    const long = vintages(
      ...Array.from({ length: 3000 }, (_, month): [number, number, number] => [month, month, 5]),
    );
    for (let time = 0; time < 2; time++) {
      await observations.rewrite([{ vintages: long, fromOrdinal: JANUARY }]);
      assert.deepEqual(await observations.vintages(SERIES), long);
    }
  });

  storeTest(
    open,
    'rewrites: of an indicator that is not in the catalogue are refused',
    async ({ observations }) => {
      await refused(observations.rewrite([{ vintages: vintages([0, 1, 5]), fromOrdinal: 0 }]), 'not_found');
    },
  );
}
