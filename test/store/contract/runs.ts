import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { IngestRun } from '../../../src/ingest/batch.ts';
import type { NewObservation } from '../../../src/ingest/port.ts';
import type { Stores } from '../../../src/store/stores.ts';
import { append, indicator, nextRun, observation, outcome, SERIES } from '../build.ts';
import { type Open, storeTest } from './contract.ts';

/** A row that states no vintage. */
function row(month: number, value: number | undefined, series?: string): NewObservation {
  return { ...observation(month, value, 0, series), knownAt: undefined };
}

/** What a store holds, vintage by vintage. */
async function held({ observations }: Stores, series = SERIES): Promise<unknown[]> {
  const all = await observations.vintages(series);
  return all === undefined
    ? []
    : [...all.ordinals.keys()].map((at) => [all.ordinals[at], all.values[at], all.knownAt[at]]);
}

const JANUARY = observation(0, 1, 0).ordinal;

/** Runs: several rows of one point without a vintage, and what was withdrawn. */
export function runContract(open: Open): void {
  const check = (name: string, run: (stores: Stores) => Promise<void>) =>
    storeTest(open, `runs: ${name}`, async (stores) => {
      await stores.observations.putIndicators([indicator()]);
      await run(stores);
    });

  check('of several rows of a point without a vintage the last one counts', async (stores) => {
    const run = nextRun(100);
    assert.deepEqual(
      await append(stores, [row(0, 1), row(0, 2)], run),
      outcome({ stored: 1, superseded: 1 }),
    );
    assert.deepEqual(await append(stores, [row(0, 3)], run), outcome({ superseded: 1 }));
    assert.deepEqual(await held(stores), [[JANUARY, 3, 100]]);
  });

  check('the same file again changes nothing, though it holds an older value too', async (stores) => {
    const file = [row(0, 1), row(1, 5), row(0, 2)];
    await append(stores, file, nextRun(100));
    const before = await held(stores);
    const again = await append(stores, file, nextRun(200));
    assert.deepEqual(again, outcome({ unchanged: 2, superseded: 1 }));
    assert.deepEqual(await held(stores), before);
    assert.equal(await stores.observations.countObservations(), 2);
  });

  check('a count may take back what an earlier batch of the run counted', async (stores) => {
    await append(stores, [row(0, 2)], nextRun(100));
    const run = nextRun(200);
    assert.deepEqual(await append(stores, [row(0, 1)], run), outcome({ revised: 1 }));
    assert.deepEqual(
      await append(stores, [row(0, 2)], run),
      outcome({ revised: -1, unchanged: 1, superseded: 1 }),
    );
    assert.deepEqual(await held(stores), [[JANUARY, 2, 100]]);
  });

  check('what another run wrote at the same time stays', async (stores) => {
    await append(stores, [row(0, 1)], nextRun(100));
    const second = nextRun(100);
    assert.deepEqual(
      await append(stores, [row(0, 2), row(1, 7)], second),
      outcome({ stored: 1, conflicts: [0] }),
    );
    assert.deepEqual(await append(stores, [row(0, 3), row(1, 8)], second), outcome({ conflicts: [0, 1] }));
    assert.deepEqual(await held(stores), [
      [JANUARY, 1, 100],
      [JANUARY + 1, 7, 100],
    ]);
  });

  check('what a row states for the time of another run stays too', async (stores) => {
    await append(stores, [observation(0, 1, 100)], nextRun(50));
    assert.deepEqual(await append(stores, [row(0, 2)], nextRun(100)), outcome({ conflicts: [0] }));
  });

  check('any rows, in any batches, twice: the last value of each point, and no change', async (stores) => {
    let series = 0;
    const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 3 })), {
      maxLength: 20,
    });
    const offer = async (key: string, offered: [number, number][], size: number, run: IngestRun) => {
      let sum = 0;
      for (let at = 0; at < offered.length; at += size) {
        const batch = offered.slice(at, at + size).map(([month, value]) => row(month, value, key));
        const { stored, revised, unchanged, superseded, conflicts } = await append(stores, batch, run);
        assert.deepEqual(conflicts, []);
        sum += stored + revised + unchanged + superseded;
      }
      assert.equal(sum, offered.length);
    };
    await fc.assert(
      fc.asyncProperty(rows, rows, fc.integer({ min: 1, max: 20 }), async (first, second, size) => {
        const key = `UREA_PRICE/RUN${++series}`;
        await offer(key, first, size, nextRun(100));
        await offer(key, second, size, nextRun(200));
        const expected = new Map([...first, ...second]);
        const read = await stores.observations.observations(key, { limit: 100 });
        assert.deepEqual(
          read.map(({ period, value }) => [period, value]),
          [...expected].sort(([a], [b]) => a - b).map(([month, value]) => [row(month, value).period, value]),
        );
        const before = await held(stores, key);
        await offer(key, second, size, nextRun(300));
        const known = second.length > 0 ? new Map(second) : new Map();
        assert.equal(before.length, (await held(stores, key)).length, JSON.stringify([...known]));
        assert.deepEqual(await held(stores, key), before);
      }),
      { numRuns: 80 },
    );
  });

  check('a point that was withdrawn is not read, and keeps its history', async (stores) => {
    const { observations } = stores;
    await append(stores, [observation(0, 1, 100), observation(1, 2, 100)]);
    const withdrawn = { ...observation(0, undefined, 200), status: 'X' as const };
    assert.deepEqual(await append(stores, [withdrawn]), outcome({ revised: 1 }));
    const periods = async (asOf?: number) =>
      (await observations.observations(SERIES, { limit: 9, ...(asOf === undefined ? {} : { asOf }) })).map(
        ({ period }) => period,
      );
    assert.deepEqual([await periods(), await periods(199)], [['2021-02'], ['2021-01', '2021-02']]);
    assert.equal((await observations.series({ limit: 9 }))[0]?.points, 1);
    const history = await observations.history(SERIES, '2021-01');
    assert.deepEqual(
      history.map(({ status }) => status),
      ['A', 'X'],
    );
    assert.deepEqual(await append(stores, [observation(0, 3, 300)]), outcome({ revised: 1 }));
    assert.equal((await observations.series({ limit: 9 }))[0]?.points, 2);
  });

  check('what was never held cannot be withdrawn', async (stores) => {
    const withdrawn = { ...observation(5, undefined, 200), status: 'X' as const };
    assert.deepEqual(await append(stores, [withdrawn]), outcome({ unchanged: 1 }));
    assert.deepEqual(await held(stores), []);
  });
}
