import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasCode } from '../../src/domain/errors.ts';
import { ingest } from '../../src/ingest/ingest.ts';
import { MAX_LINE_BYTES } from '../../src/ingest/lines.ts';
import { FakeStore, NOW, requestFor } from './fake-store.ts';

async function storedFrom(text: string, delimiter?: ',' | ';' | '\t') {
  const store = new FakeStore();
  const report = await ingest(requestFor(text, { store, delimiter }));
  return { report, held: store.observations };
}

test('csv: the documented example', async () => {
  const { held, report } = await storedFrom(
    'series,period,value,status,known_at\nUREA_PRICE/W.W,2021-10,769.5,A,2021-11-05T00:00:00Z\n',
  );
  assert.equal(report.stored, 1);
  assert.deepEqual(held, [
    {
      series: 'UREA_PRICE/W.W',
      period: '2021-10',
      value: 769.5,
      status: 'A',
      knownAt: Date.parse('2021-11-05T00:00:00Z'),
    },
  ]);
});

test('csv: columns in any order, quotes, CRLF, a byte order mark, blank lines, no end of the last line', async () => {
  const { held, report } = await storedFrom(
    '\ufeff"value",period,series\r\n\r\n"769.5","2021-10","UREA_PRICE/W.W"\r\n  \r\n418,2021-09,UREA_PRICE/W.W',
  );
  assert.equal(report.rows, 2);
  assert.deepEqual(
    held.map(({ period, value, knownAt }) => [period, value, knownAt]),
    [
      ['2021-10', 769.5, NOW],
      ['2021-09', 418, NOW],
    ],
  );
});

test('csv: names file, line and column of a bad value', async () => {
  const { report } = await storedFrom(
    'series,period,value\nUREA_PRICE/W.W,2021-09,418\nUREA_PRICE/W.W,2021-10,0x10\n',
  );
  assert.equal(report.stored, 1);
  assert.deepEqual(
    report.refusals.map(({ message: _, ...refusal }) => refusal),
    [{ file: 'urea.csv', line: 3, column: 'value', reason: 'bad_value' }],
  );
  assert.match(report.refusals[0]!.message, /urea\.csv, line 3, column value: "0x10"/);
});

test('csv: the delimiter is the stated one, never guessed', async () => {
  const text = 'series;period;value\nUREA_PRICE/W.W;2021-10;769.5\n';
  assert.equal((await storedFrom(text, ';')).report.stored, 1);
  await assert.rejects(storedFrom(text), (error) => hasCode(error, 'invalid_input'));
});

for (const [title, header, column] of [
  ['an unknown column', 'series,period,value,colour', 'colour'],
  ['a column in other letters', 'Series,period,value', 'Series'],
  ['a double column', 'series,period,value,value', 'value'],
  ['a missing column', 'series,period', 'value'],
  ['an empty name', 'series,period,value,', ''],
] as const) {
  test(`csv: refuses a header with ${title}`, async () => {
    await assert.rejects(storedFrom(`${header}\nUREA_PRICE/W.W,2021-10,1,x\n`), (error) => {
      assert.ok(hasCode(error, 'invalid_input'));
      assert.equal(error.detail.column, column);
      assert.equal(error.detail.line, 1);
      return true;
    });
  });
}

test('csv: refuses a file without a header, and one that is no text', async () => {
  await assert.rejects(storedFrom(''), (error) => hasCode(error, 'invalid_input'));
  await assert.rejects(storedFrom('\n \n'), (error) => hasCode(error, 'invalid_input'));
  const utf16 = Buffer.from('\ufeffseries,period,value\n', 'utf16le');
  await assert.rejects(ingest(requestFor(utf16)), (error) => hasCode(error, 'invalid_input'));
});

test('csv: a stray quote, a wrong number of fields and a too long line cost one row each', async () => {
  const { report } = await storedFrom(
    [
      'series,period,value',
      'UREA_PRICE/W.W,2021-06,"400',
      'UREA_PRICE/W.W,2021-07,1,290.5',
      'UREA_PRICE/W.W,2021-08',
      `UREA_PRICE/W.W,2021-09,${'1'.repeat(MAX_LINE_BYTES)}`,
      'UREA_PRICE/W.W,2021-10,"a"b',
      'UREA_PRICE/W.W,2021-10,769.5',
    ].join('\n'),
  );
  assert.equal(report.stored, 1);
  assert.deepEqual(report.refusedByReason, { malformed: 4, too_long: 1 });
  assert.deepEqual(
    report.refusals.map(({ line }) => line),
    [2, 3, 4, 5, 6],
  );
});
