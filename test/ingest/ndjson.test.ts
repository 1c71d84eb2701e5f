import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ingest } from '../../src/ingest/ingest.ts';
import { FakeStore, NOW, requestFor } from './fake-store.ts';

async function storedFrom(lines: string[]) {
  const store = new FakeStore();
  const report = await ingest(requestFor(lines.join('\n'), { store, format: 'ndjson', name: 'urea.ndjson' }));
  return { report, held: store.observations };
}

test('ndjson: the documented example, and a missing value', async () => {
  const { held, report } = await storedFrom([
    '{"series":"UREA_PRICE/W.W","period":"2021-10","value":769.5,"status":"A","knownAt":"2021-11-05T00:00:00Z"}',
    '{"series":"UREA_PRICE/W.W","period":"2021-09","value":null,"status":"M"}',
  ]);
  assert.equal(report.stored, 2);
  assert.deepEqual(
    held.map(({ value, status, knownAt }) => [value, status, knownAt]),
    [
      [769.5, 'A', Date.parse('2021-11-05T00:00:00Z')],
      [undefined, 'M', NOW],
    ],
  );
});

test('ndjson: names line and member of what is wrong', async () => {
  const { report } = await storedFrom([
    'null',
    '[1]',
    '{"series":',
    '{"series":"UREA_PRICE/W.W","period":"2021-10","value":"769.5"}',
    '{"series":"UREA_PRICE/W.W","period":"2021-10","value":1e400}',
    '{"series":"UREA_PRICE/W.W","period":202110,"value":1}',
    '{"series":{},"period":"2021-10","value":1}',
    '{"series":"UREA_PRICE/W.W","period":"2021-10","value":1,"known_at":"2021-11-05T00:00:00Z"}',
    '{"series":"UREA_PRICE/W.W","period":"2021-10","value":1,"knownAt":1636070400000}',
    '{"__proto__":{},"series":"UREA_PRICE/W.W","period":"2021-10","value":1}',
    '{"series":"UREA_PRICE/W.W","period":"2021-10","value":true}',
  ]);
  assert.equal(report.stored, 0);
  assert.deepEqual(
    report.refusals.map(({ line, column, reason }) => [line, column, reason]),
    [
      [1, undefined, 'malformed'],
      [2, undefined, 'malformed'],
      [3, undefined, 'malformed'],
      [4, 'value', 'bad_value'],
      [5, 'value', 'bad_value'],
      [6, 'period', 'bad_period'],
      [7, 'series', 'bad_series'],
      [8, 'known_at', 'malformed'],
      [9, 'knownAt', 'bad_time'],
      [10, '__proto__', 'malformed'],
      [11, 'value', 'bad_value'],
    ],
  );
});

test('ndjson: an empty file has no rows', async () => {
  assert.equal((await storedFrom([])).report.rows, 0);
});
