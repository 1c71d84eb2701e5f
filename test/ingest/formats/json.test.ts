import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasCode } from '../../../src/domain/errors.ts';
import { read, short } from './read.ts';

const ROW = { series: 'UREA_PRICE/W.W', period: '2021-10', value: 769.5, status: 'A' };
const json = { format: 'json', name: 'file.json' } as const;

test('json: an array of rows, and the items of an answer of this node', async () => {
  for (const document of [[ROW], { items: [ROW], next: 3 }]) {
    const { records, faults } = await read(JSON.stringify(document, null, 2), json);
    assert.deepEqual(faults, []);
    assert.deepEqual(records, [{ line: 1, place: 'item 1', ...ROW, knownAt: undefined }]);
  }
});

test('json: a series before the items is that of each item without one', async () => {
  const { period, value } = ROW;
  const { records } = await read(JSON.stringify({ series: 'FX_RATE/KRW', items: [{ period, value }] }), json);
  assert.deepEqual(short(records), [['FX_RATE/KRW', '2021-10', 769.5]]);
});

test('json: an empty array and empty items have no rows', async () => {
  for (const text of ['[]', ' {"items": [] } ']) {
    assert.deepEqual(await read(text, json), { records: [], faults: [] });
  }
});

test('json: a bad item is refused with its number and stops no other', async () => {
  const { records, faults } = await read(
    JSON.stringify([ROW, 3, null, { ...ROW, prize: 1 }, [ROW], ROW]),
    json,
  );
  assert.deepEqual(
    records.map(({ line }) => line),
    [1, 6],
  );
  assert.deepEqual(
    faults.map(({ place, column, reason }) => [place, column, reason]),
    [
      ['item 2', undefined, 'malformed'],
      ['item 3', undefined, 'malformed'],
      ['item 4', 'prize', 'malformed'],
      ['item 5', undefined, 'malformed'],
    ],
  );
});

test('json: what is broken or cut off ends the reading after the last whole item', async () => {
  const whole = JSON.stringify([ROW, ROW]);
  const broken = [
    whole.slice(0, -1),
    whole.slice(0, -20),
    `${whole.slice(0, whole.lastIndexOf('769.5'))}NaN}]`,
    `${whole.slice(0, -1)},]`,
    `${whole} x`,
    `${whole}[]`,
    `${whole.slice(0, -1)},"\u0001"]`,
  ];
  for (const text of broken) {
    const { records, faults } = await read(text, { ...json, chunk: 1 });
    assert.ok(records.length === 1 || records.length === 2, text);
    assert.deepEqual(
      faults.map(({ line, reason }) => [line, reason]),
      [[records.length + 1, 'malformed']],
      text,
    );
  }
});

test('json: other documents are refused', async () => {
  for (const text of ['', '3', '{}', '{"rows":[]}', '"items"', '{"x":{"items":[]}}']) {
    await assert.rejects(read(text, json), (error) => hasCode(error, 'invalid_input'), text);
  }
});

test('json: what would fill the memory is refused: depth, and the length of an item', async () => {
  const deep = await read(`[${'['.repeat(100_000)}`, { ...json, chunk: 1000 });
  assert.deepEqual(
    deep.faults.map(({ reason }) => reason),
    ['too_long'],
  );
  const long = await read(`[{"series":"${'x'.repeat(2_000_000)}`, { ...json, chunk: 100_000 });
  assert.deepEqual(
    long.faults.map(({ reason }) => reason),
    ['too_long'],
  );
});

test('json: __proto__ is a member like any other', async () => {
  const { faults } = await read(
    '[{"__proto__":{"series":"FX_RATE/KRW"},"period":"2021-10","value":1}]',
    json,
  );
  assert.deepEqual(
    faults.map(({ column }) => column),
    ['__proto__'],
  );
});

const PUBLISHED = {
  period: { column: 'time', format: 'YYYYMM' },
  series: [{ indicator: 'FX_RATE', dimensions: { currency: { column: 'cur' } }, value: 'rate' }],
};

test('json, ndjson: with a mapping, the members of an item are its columns', async () => {
  const item = { time: '202110', cur: 'KRW', rate: 1182.5, other: [1] };
  const inJson = await read(JSON.stringify([item, { ...item, time: 202111 }]), {
    ...json,
    mapping: PUBLISHED,
  });
  assert.deepEqual(short(inJson.records), [
    ['FX_RATE/KRW', '2021-10', 1182.5],
    ['FX_RATE/KRW', '2021-11', 1182.5],
  ]);
  const inLines = await read(`${JSON.stringify(item)}\n[]\n{"cur":"KRW","rate":1}\n`, {
    format: 'ndjson',
    mapping: PUBLISHED,
  });
  assert.deepEqual(short(inLines.records), [['FX_RATE/KRW', '2021-10', 1182.5]]);
  assert.deepEqual(
    inLines.faults.map(({ line, column, reason }) => [line, column, reason]),
    [
      [2, undefined, 'malformed'],
      [3, 'time', 'bad_period'],
    ],
  );
});
