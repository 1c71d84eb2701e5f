import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import type { EwsError } from '../../src/domain/errors.ts';
import { paceOf, startOfPeriod } from '../../src/replay/period.ts';
import { readTable, type TableForm } from '../../src/replay/table.ts';

const read = (text: string, form: Partial<TableForm> = {}) =>
  readTable(Readable.from([Buffer.from(text)]), { name: 'table.csv', ...form });

test('table: reads months by their first day, with the lag to their publication', async () => {
  const { series, refused } = await read(
    'series,period,value\na,2021-01-01,1.5\na,2021-02-01,2\na,2021-03-01,-3e2\n',
    {
      lagDays: () => 5,
    },
  );
  assert.deepEqual(refused, []);
  assert.equal(series[0]!.pace, 'M');
  assert.deepEqual(
    series[0]!.rows.map(({ ordinal, value, availableAt }) => [
      ordinal,
      value,
      new Date(availableAt).toISOString(),
    ]),
    [
      [2021 * 12, 1.5, '2021-02-06T00:00:00.000Z'],
      [2021 * 12 + 1, 2, '2021-03-06T00:00:00.000Z'],
      [2021 * 12 + 2, -300, '2021-04-06T00:00:00.000Z'],
    ],
  );
});

test('table: a column `available` makes vintages; columns may stand in any order', async () => {
  const { series } = await read(
    'value,note,available,period,series\n1,x,2021-02-10,2021-01,a\n2,,2021-03-10T08:00:00Z,2021-01,a\n',
    { pace: () => 'M' },
  );
  assert.deepEqual(
    series[0]!.rows.map(({ value, availableAt }) => [value, new Date(availableAt).toISOString()]),
    [
      [1, '2021-02-10T00:00:00.000Z'],
      [2, '2021-03-10T08:00:00.000Z'],
    ],
  );
});

test('table: a bad row is refused with its line, and costs no other', async () => {
  const { series, withoutValue, refused } = await read(
    'series,period,value\na,2021-01-01,1\na,2021-13-01,2\na,2021-02-01,x\n,2021-02-01,1\na,2021-02-01,\na,2021-01-01,9\na,2021-03-01\na,2021-04-01,4\n',
  );
  assert.deepEqual(refused.map(({ line }) => line).sort(), [3, 4, 5, 7, 8]);
  assert.equal(withoutValue, 1);
  assert.deepEqual(
    series[0]!.rows.map(({ value }) => value),
    [1, 4],
  );
});

test('table: without a needed column it says which', async () => {
  await assert.rejects(read('series,date,value\na,2021-01-01,1\n'), (error: EwsError) => {
    assert.equal(error.code, 'invalid_input');
    assert.match(error.message, /no column period/);
    return true;
  });
});

test('table: periods are read in each notation, and no other', () => {
  const at = (text: string) => {
    const start = startOfPeriod(text);
    return start === undefined ? undefined : new Date(start).toISOString();
  };
  assert.equal(at('2021'), '2021-01-01T00:00:00.000Z');
  assert.equal(at('2021-Q3'), '2021-07-01T00:00:00.000Z');
  assert.equal(at('2021-W01'), '2021-01-04T00:00:00.000Z');
  assert.equal(at('2021-10-11 08:05'), '2021-10-11T08:05:00.000Z');
  assert.equal(at('2021-10-11T08:05:09.5+09:00'), '2021-10-10T23:05:09.000Z');
  for (const text of ['', '2021-02-30', '2021-W54', '21-10-11', '2021-10-11T25:00:00Z', '1.1.2021'])
    assert.equal(at(text), undefined, text);
});

test('table: how often a series has a value follows from the distances between its periods', () => {
  const every = (days: number) => Array.from({ length: 20 }, (_, at) => at * days * 86_400_000);
  assert.equal(paceOf(every(365)), 'A');
  assert.equal(paceOf(every(91)), 'Q');
  assert.equal(paceOf(every(30)), 'M');
  assert.equal(paceOf(every(7)), 'W');
  assert.equal(paceOf(every(1)), 'D');
  assert.equal(paceOf(every(1 / 24)), 'H');
  assert.equal(paceOf(every(1 / 288)), 'N');
});
