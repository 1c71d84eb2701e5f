import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import type { NewObservation } from '../../src/ingest/port.ts';
import { openStoresInline } from '../../src/store/open-stores.ts';
import { checkBlocks } from '../../src/store/sqlite/check-blocks.ts';
import { sweepNewest } from '../../src/store/sqlite/sweep.ts';
import { append, indicator, observation, SERIES } from './build.ts';
import { storeDirectory } from './directory.ts';

const DAILY = indicator({ code: 'WON_RATE', frequency: 'D', dimensions: ['reporter'] });
const KEY = 'WON_RATE/KR';

function day(ordinal: number, value: number, knownAt: number): NewObservation {
  const period = new Date(ordinal * 86_400_000).toISOString().slice(0, 10);
  return { series: KEY, ordinal, period, value, status: 'A', knownAt };
}

async function open() {
  const directory = storeDirectory();
  const stores = await openStoresInline(directory);
  await stores.observations.putIndicators([indicator(), DAILY]);
  const db = new Database(join(directory, 'observations.db'));
  return { stores, db };
}

function findings(db: Database.Database): string[] {
  return [...checkBlocks(db)].flatMap((part) => part.findings.map(({ problem }) => problem));
}

test('blocks: a long series is the same whatever the order in which its days come', async () => {
  const { stores, db } = await open();
  const days = Array.from({ length: 3000 }, (_, at) => at * 3 - 4000);
  // Newest first, in the middle, at both ends, and revisions all over.
  const parts = [days.slice(1000, 2000).reverse(), days.slice(2000), days.slice(0, 1000)];
  for (const part of parts) {
    for (let at = 0; at < part.length; at += 170) {
      await append(
        stores,
        part.slice(at, at + 170).map((each) => day(each, each / 7, 100)),
      );
    }
  }
  await append(
    stores,
    days.filter((_, at) => at % 97 === 0).map((each) => day(each, each, 200)),
  );
  const read = await stores.observations.columns(KEY, { limit: 10_000 });
  assert.deepEqual([...read!.ordinals], days);
  assert.deepEqual(
    [...read!.values],
    days.map((each, at) => (at % 97 === 0 ? each : each / 7)),
  );
  const before = await stores.observations.columns(KEY, { limit: 10_000, asOf: 150 });
  assert.deepEqual(
    [...before!.values],
    days.map((each) => each / 7),
  );
  const some = await stores.observations.observations(KEY, {
    from: '1970-01-01',
    to: '1971-12-31',
    limit: 99,
  });
  assert.deepEqual(
    some.map(({ value }) => value),
    days.flatMap((each, at) => (each < 0 ? [] : [at % 97 === 0 ? each : each / 7])).slice(0, 99),
  );
  assert.deepEqual(findings(db), []);
  assert.ok((db.prepare('SELECT count(*) FROM block').pluck().get() as number) >= 6);
  db.close();
  await stores.close();
});

test('blocks: any order of days and batches gives one series, whole', async () => {
  const { stores, db } = await open();
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.integer({ min: -70_000, max: 70_000 }), fc.integer({ min: 1, max: 3 })), {
        maxLength: 40,
      }),
      fc.integer({ min: 1, max: 40 }),
      async (offers, size) => {
        const series = `WON_RATE/R${++run}`;
        const known = new Map<number, number>();
        for (let at = 0; at < offers.length; at += size) {
          const part = offers
            .slice(at, at + size)
            .map(([ordinal], index) => ({ ...day(ordinal, at + index, at + index), series }));
          await append(stores, part);
        }
        for (const [index, [ordinal]] of offers.entries()) known.set(ordinal, index);
        const read = await stores.observations.columns(series, { limit: 1000 });
        const expected = [...known].sort(([a], [b]) => a - b);
        assert.deepEqual(
          [...(read?.ordinals ?? [])],
          expected.map(([ordinal]) => ordinal),
        );
        assert.deepEqual(
          [...(read?.values ?? [])],
          expected.map(([, value]) => value),
        );
      },
    ),
    { numRuns: 100 },
  );
  assert.deepEqual(findings(db), []);
  db.close();
  await stores.close();
});

test('blocks: a sweep gives the newest value of every point of every series once', async () => {
  const { stores, db } = await open();
  for (let each = 0; each < 600; each++) {
    await append(stores, [
      observation(0, each, 100, `UREA_PRICE/S${each}`),
      observation(1, 2 * each, 100, `UREA_PRICE/S${each}`),
    ]);
  }
  await append(stores, [observation(1, -1, 200, 'UREA_PRICE/S7')]);
  await append(
    stores,
    Array.from({ length: 1100 }, (_, at) => day(at, at, 100)),
  );
  const swept = new Map<number, number[]>();
  for (const { series, starts, columns } of sweepNewest(db, 0, 10_000)) {
    assert.equal(starts.length, series.length + 1);
    for (const [index, id] of series.entries()) {
      assert.equal(swept.has(id), false);
      swept.set(id, [...columns.values.subarray(starts[index], starts[index + 1])]);
    }
  }
  const keys = db.prepare<[], [number, string]>('SELECT id, key FROM series').raw().all();
  assert.equal(swept.size, keys.length);
  for (const [id, key] of keys) {
    const read = await stores.observations.columns(key, { limit: 10_000 });
    assert.deepEqual(swept.get(id), [...read!.values], key);
  }
  db.close();
  await stores.close();
});

test('blocks: damage is found, and named by the series', async () => {
  const { stores, db } = await open();
  await append(stores, [observation(0, 1, 100), observation(1, 2, 100)]);
  await append(stores, [observation(0, 1, 100, 'UREA_PRICE/KR.W')]);
  await stores.close();
  assert.deepEqual(findings(db), []);
  const id = db.prepare<[], number>('SELECT min(id) FROM block').pluck().get()!;
  const body = db.prepare<[number], Buffer>('SELECT body FROM block WHERE id = ?').pluck().get(id)!;
  const damaged = Buffer.from(body);
  damaged[41]! ^= 1;
  db.prepare('UPDATE block SET body = ? WHERE id = ?').run(damaged, id);
  assert.deepEqual(
    [...checkBlocks(db)].flatMap((part) => part.findings),
    [{ series: SERIES, problem: `Block ${id} differs from its checksum.` }],
  );
  db.prepare('UPDATE block SET body = ? WHERE id = ?').run(body, id);
  db.prepare('DELETE FROM block WHERE id > ?').run(id);
  db.prepare('UPDATE series SET vintages = 3 WHERE key = ?').run(SERIES);
  assert.deepEqual(findings(db), [
    'Its row says vintages 3, its blocks hold 2.',
    'Its row says points 1, its blocks hold 0.',
    'Its row says vintages 1, its blocks hold 0.',
  ]);
  db.close();
});
