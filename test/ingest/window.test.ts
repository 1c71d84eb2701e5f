import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { KeyTable } from '../../src/ingest/key-table.ts';
import { WindowBuilder } from '../../src/ingest/window.ts';

const NOTHING = { faults: [], byReason: [] };

function builder(whole = false) {
  const keys = new KeyTable(() => 0);
  const window = new WindowBuilder(keys, whole);
  let line = 0;
  const add = (series: string, value: number, knownAt = Number.NaN) => {
    line += 1;
    return window.add(keys.numberOf(series), line, value, 0, knownAt, line) && window.isDue();
  };
  return { window, add, keys };
}

test('window: rows come out by series, in the order in which they came in, with their lines', () => {
  const offered = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 5 }), fc.option(fc.nat(), { nil: Number.NaN })),
    {
      maxLength: 60,
    },
  );
  fc.assert(
    fc.property(fc.array(offered, { minLength: 1, maxLength: 4 }), (rounds) => {
      const { window, add } = builder();
      let first = 1;
      for (const rows of rounds) {
        for (const [key, knownAt] of rows) add(`A/B${key}`, key, knownAt);
        const { id, batch, lines } = window.take(NOTHING);
        const found = batch.series.flatMap((series, at) =>
          [...lines.subarray(batch.starts[at], batch.starts[at + 1])].map((line) => [series, line]),
        );
        const expected = [...Map.groupBy(rows.entries(), ([, [key]]) => key)].flatMap(([key, of]) =>
          of.map(([at]) => [`A/B${key}`, first + at]),
        );
        assert.deepEqual(found, expected);
        assert.deepEqual([...batch.ordinals], [...lines]);
        const knownAt = batch.knownAt ?? lines.map(() => Number.NaN);
        for (const [row, line] of lines.entries()) {
          const [key, at] = rows[line - first]!;
          assert.deepEqual(
            [batch.values[row], batch.knownAt === undefined ? Number.NaN : knownAt[row]],
            [key, at],
          );
        }
        first += rows.length;
        window.giveBack(id);
      }
    }),
  );
});

test('window: is due after 65,536 rows of few series, and later where there are many', () => {
  const few = builder();
  let rows = 1;
  while (!few.add(`A/B${Math.floor(rows / 1000)}`, 1)) rows += 1;
  assert.equal(rows, 65_536);
  const many = builder();
  rows = 1;
  while (!many.add(`A/B${rows % 10_000}`, 1)) rows += 1;
  assert.ok(rows >= 320_000 && rows <= 320_000 + 65_536, String(rows));
});

test('window: keys that a file makes up end a window', () => {
  const { add, window } = builder();
  let rows = 1;
  while (!add(`A/B${rows}`, 1)) rows += 1;
  assert.equal(rows, 262_144);
  const { batch } = window.take(NOTHING);
  assert.deepEqual([batch.series[0], batch.series.at(-1)], ['A/B1', 'A/B262144']);
});

test('window: a key is found whatever other keys there are', () => {
  const text = fc.string({ unit: fc.constantFrom('A', 'B', '_', '/', '.', '1'), minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(fc.array(text, { maxLength: 300 }), (all) => {
      const keys = new KeyTable((series) => (series.startsWith('_') ? -1 : 2));
      const numbers = new Map<string, number>();
      for (const series of all) {
        const bytes = new Uint8Array(Buffer.from(`${series},`));
        const found = keys.find(bytes, 0, 0x2c);
        assert.equal(keys.end, series.length);
        assert.equal(found, numbers.get(series) ?? -1);
        const key = found < 0 ? keys.enter(bytes, 0, keys.end) : found;
        if (series.startsWith('_')) assert.equal(key, -1);
        else numbers.set(series, key);
      }
      for (const [series, key] of numbers) {
        assert.deepEqual(
          [keys.seriesOf(key), keys.frequencyOf(key), keys.numberOf(series)],
          [series, 2, key],
        );
      }
    }),
  );
});
