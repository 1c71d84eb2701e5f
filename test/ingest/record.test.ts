import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ingest } from '../../src/ingest/ingest.ts';
import type { RefusalReason } from '../../src/ingest/report.ts';
import { FakeStore, requestFor, UREA } from './fake-store.ts';

const HEADER = 'series,period,value,status,known_at\n';

async function outcomeOf(row: string) {
  const { refusals } = await ingest(requestFor(HEADER + row));
  return refusals[0];
}

const REFUSED: [row: string, column: string, reason: RefusalReason][] = [
  [',2021-10,1,,', 'series', 'bad_series'],
  ['urea_price/W.W,2021-10,1,,', 'series', 'bad_series'],
  ['UREA_PRICE,2021-10,1,,', 'series', 'bad_series'],
  ['UREA_PRICE/W,2021-10,1,,', 'series', 'bad_series'],
  ['UREA_PRICE/W.W.W,2021-10,1,,', 'series', 'bad_series'],
  ['UREA/W.W,2021-10,1,,', 'series', 'unknown_series'],
  ['UREA_PRICE/W.W,,1,,', 'period', 'bad_period'],
  ['UREA_PRICE/W.W,2021-13,1,,', 'period', 'bad_period'],
  ['UREA_PRICE/W.W,2021-10-01,1,,', 'period', 'bad_period'],
  ['UREA_PRICE/W.W,2021-12,1,,', 'period', 'future'],
  ['UREA_PRICE/W.W,2021-10,,,', 'value', 'bad_value'],
  ['UREA_PRICE/W.W,2021-10,,A,', 'value', 'bad_value'],
  ['UREA_PRICE/W.W,2021-10,NaN,,', 'value', 'bad_value'],
  ['UREA_PRICE/W.W,2021-10, 1,,', 'value', 'bad_value'],
  ['UREA_PRICE/W.W,2021-10,1e101,,', 'value', 'bad_value'],
  ['UREA_PRICE/W.W,2021-10,1,M,', 'status', 'bad_status'],
  ['UREA_PRICE/W.W,2021-10,1,a,', 'status', 'bad_status'],
  ['UREA_PRICE/W.W,2021-10,1,,2021-11-05', 'known_at', 'bad_time'],
  ['UREA_PRICE/W.W,2021-10,1,,2021-11-05T00:00:00+09:00', 'known_at', 'bad_time'],
  ['UREA_PRICE/W.W,2021-10,1,,2021-02-30T00:00:00Z', 'known_at', 'bad_time'],
  ['UREA_PRICE/W.W,2021-10,1,,2021-11-06T00:00:01Z', 'known_at', 'future'],
];

for (const [row, column, reason] of REFUSED) {
  test(`record: refuses "${row}" as ${reason} in ${column}`, async () => {
    const refusal = await outcomeOf(row);
    assert.deepEqual([refusal?.column, refusal?.reason], [column, reason]);
  });
}

for (const row of [
  'UREA_PRICE/W.W,2021-10,0,,',
  'UREA_PRICE/W.W,2021-10,-1.5e-7,P,',
  'UREA_PRICE/W.W,2021-10,,M,',
  'UREA_PRICE/W.W,2021-11,1,,',
  'UREA_PRICE/W.W,0000-01,1,,',
  'UREA_PRICE/W.W,2021-10,1,E,2021-11-06T00:00:00Z',
]) {
  test(`record: accepts "${row}"`, async () => assert.equal(await outcomeOf(row), undefined));
}

test('record: a period that began in the east, but not yet in UTC, is no future', async () => {
  const daily = new FakeStore([{ ...UREA, frequency: 'D' }]);
  const text = `${HEADER}UREA_PRICE/W.W,2021-11-07,1,,\nUREA_PRICE/W.W,2021-11-08,1,,\n`;
  const report = await ingest(requestFor(text, { store: daily }));
  assert.deepEqual([report.stored, report.refusedByReason], [1, { future: 1 }]);
});

test('record: a message shows a foreign text short and without control characters', async () => {
  const refusal = await outcomeOf(`UREA_PRICE/W.W,2021-10,${'\u001b[31m'.repeat(200)},,`);
  assert.ok(refusal!.message.length < 300);
  assert.doesNotMatch(refusal!.message, /\p{Cc}/u);
});
