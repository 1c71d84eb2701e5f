import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasCode } from '../../src/domain/errors.ts';
import { ingest } from '../../src/ingest/ingest.ts';
import type { RefusalReason } from '../../src/ingest/report.ts';
import { FakeStore, requestFor, UREA } from './fake-store.ts';

const DAILY = { ...UREA, code: 'FREIGHT', frequency: 'D' as const };
const GOOD = 'UREA_PRICE/W.W,2021-07,290.5';
const LAST = 'UREA_PRICE/W.W,2021-08,400';

interface Case {
  readonly what: string;
  readonly row: string | Buffer;
  readonly column?: string;
  readonly reason: RefusalReason;
}

const CASES: readonly Case[] = [
  { what: 'a word for a number', row: 'UREA_PRICE/W.W,2021-09,many', column: 'value', reason: 'bad_value' },
  { what: 'NaN', row: 'UREA_PRICE/W.W,2021-09,NaN', column: 'value', reason: 'bad_value' },
  { what: 'an infinity', row: 'UREA_PRICE/W.W,2021-09,-Infinity', column: 'value', reason: 'bad_value' },
  {
    what: 'a number that overflows',
    row: 'UREA_PRICE/W.W,2021-09,1e400',
    column: 'value',
    reason: 'bad_value',
  },
  { what: 'a decimal comma', row: 'UREA_PRICE/W.W,2021-09,418,5', reason: 'malformed' },
  {
    what: 'a decimal comma in quotes',
    row: 'UREA_PRICE/W.W,2021-09,"418,5"',
    column: 'value',
    reason: 'bad_value',
  },
  { what: 'thousands apart', row: 'UREA_PRICE/W.W,2021-09,1 418', column: 'value', reason: 'bad_value' },
  {
    what: 'a month that does not exist',
    row: 'UREA_PRICE/W.W,2021-13,1',
    column: 'period',
    reason: 'bad_period',
  },
  {
    what: 'a day that does not exist',
    row: 'FREIGHT/W.W,2021-02-30,1',
    column: 'period',
    reason: 'bad_period',
  },
  { what: 'another frequency', row: 'UREA_PRICE/W.W,2021-09-01,1', column: 'period', reason: 'bad_period' },
  { what: 'a month for days', row: 'FREIGHT/W.W,2021-09,1', column: 'period', reason: 'bad_period' },
  { what: 'an unknown series', row: 'UREA/W.W,2021-09,1', column: 'series', reason: 'unknown_series' },
  { what: 'a lost quote', row: '"UREA_PRICE/W.W,2021-09,1', reason: 'malformed' },
  { what: 'Latin-1', row: Buffer.from('UREA_PRICE/W.W,2021-09,1é', 'latin1'), reason: 'malformed' },
  { what: 'a zero byte', row: 'UREA_PRICE/W.W,2021-09,1\u0000', column: 'value', reason: 'bad_value' },
];

for (const { what, row, column, reason } of CASES) {
  for (const [end, mark] of [
    ['\n', ''],
    ['\r\n', '\ufeff'],
  ] as const) {
    test(`bad input: ${what} is named with its place, and costs no other row (${JSON.stringify(end)})`, async () => {
      const lines = ['series,period,value', GOOD, row, LAST].flatMap((line) => [
        Buffer.from(line),
        Buffer.from(end),
      ]);
      const bytes = Buffer.concat([Buffer.from(mark), ...lines]);
      for (const chunk of [7, bytes.length]) {
        const store = new FakeStore([UREA, DAILY]);
        const report = await ingest(requestFor(bytes, { store, chunk }));
        assert.deepEqual([report.rows, report.stored], [3, 2]);
        assert.deepEqual(
          report.refusals.map(({ message: _, ...refusal }) => refusal),
          [{ file: 'urea.csv', line: 3, ...(column === undefined ? {} : { column }), reason }],
        );
        assert.deepEqual(
          store.held.map(({ value }) => value),
          [290.5, 400],
        );
      }
    });
  }
}

const HEADER = 'series,period,value,known_at\n';

test('bad input: a point that is given twice without a vintage counts as given last', async () => {
  const text = `${HEADER}UREA_PRICE/W.W,2021-07,1,\n${LAST},\nUREA_PRICE/W.W,2021-07,2,\n`;
  for (const chunk of [7, text.length]) {
    const store = new FakeStore();
    const report = await ingest(requestFor(text, { store, chunk }));
    assert.deepEqual([report.rows, report.stored, report.superseded, report.refused], [3, 2, 1, 0]);
    const again = await ingest(requestFor(text, { store, chunk }));
    assert.equal(again.stored, 0);
    assert.deepEqual(
      store.held.map(({ period, value }) => [period, value]),
      [
        ['2021-07', 2],
        ['2021-08', 400],
      ],
    );
  }
});

test('bad input: a point that is given twice with the same vintage and two values is a conflict', async () => {
  const row = (value: number) => `UREA_PRICE/W.W,2021-07,${value},2021-08-05T00:00:00Z\n`;
  const text = `${HEADER}${row(1)}${LAST},\n${row(2)}${row(1)}`;
  for (const chunk of [7, text.length]) {
    const report = await ingest(requestFor(text, { chunk }));
    assert.deepEqual([report.stored, report.unchanged, report.refused], [2, 1, 1]);
    const { message, ...refusal } = report.refusals[0]!;
    assert.deepEqual(refusal, { file: 'urea.csv', line: 4, column: 'value', reason: 'conflict' });
    assert.match(message, /UREA_PRICE\/W\.W 2021-07/);
  }
});

test('bad input: UTF-16 is refused at its header, whichever end comes first', async () => {
  const little = Buffer.from(`\ufeff${HEADER}${GOOD},\n`, 'utf16le');
  for (const bytes of [little, Buffer.from(little).swap16()]) {
    await assert.rejects(ingest(requestFor(bytes)), (error) => {
      assert.ok(hasCode(error, 'invalid_input'));
      assert.match(error.message, /urea\.csv, line 1 .*UTF-8/);
      return true;
    });
  }
});
