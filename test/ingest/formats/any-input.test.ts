import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { EwsError } from '../../../src/domain/errors.ts';
import { type DataFormat, Mapping } from '../../../src/domain/mapping.ts';
import { readRows } from '../../../src/ingest/parse.ts';
import { isFault } from '../../../src/ingest/raw.ts';
import { CATALOGUE, read } from './read.ts';

const MAPPING = {
  markers: { '..': 'M', '': 'none' },
  period: { column: 'time', format: 'YYYYMM' },
  series: [{ indicator: 'FX_RATE', dimensions: { currency: { column: 'cur' } }, value: 'rate', scale: 10 }],
};
const STRUCTURE = {
  links: [{ urn: 'urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=A:FX_RATE(1.0)' }],
  dimensions: {
    series: [{ id: 'CURRENCY', values: [{ id: 'KRW' }] }],
    observation: [{ id: 'TIME_PERIOD', values: [{ id: '2021-10' }, { id: '2021-11' }] }],
  },
};
const DATA_SET = { series: { 0: { observations: { 0: [1.5], 1: [2] } } } };

/** Sound documents of each format, which are then damaged. */
const SOUND: readonly (readonly [DataFormat, string, mapping?: unknown])[] = [
  ['csv', 'time,cur,rate,note\n202109,KRW,1,"a ""b"""\n202110,KRW,..,"c\nd"\n202111,JPY,3,\n', MAPPING],
  ['ndjson', '{"time":"202110","cur":"KRW","rate":1}\n{"time":202111,"cur":"JPY","rate":"2"}\n', MAPPING],
  ['json', '[{"series":"FX_RATE/KRW","period":"2021-10","value":1},{"series":"\\u00e9","value":null}]'],
  ['json', '{"series":"FX_RATE/KRW","items":[{"period":"2021-10","value":1e2}]}'],
  ['json', '[{"time":"202110","cur":"KRW","rate":1}]', MAPPING],
  [
    'sdmx-csv',
    'STRUCTURE,STRUCTURE_ID,ACTION,CURRENCY,TIME_PERIOD,OBS_VALUE\ndataflow,A:FX_RATE(1.0),M,KRW,2021-10,1\ndataflow,A:FX_RATE(1.0),D,KRW,2021-11,\n',
  ],
  ['sdmx-json', JSON.stringify({ data: { structures: [STRUCTURE], dataSets: [DATA_SET] } })],
  ['sdmx-json', JSON.stringify({ data: { dataSets: [DATA_SET], structures: [STRUCTURE] } })],
];

/** Bytes put in, taken out or put in place of others. */
const damage = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    remove: fc.integer({ min: 0, max: 3 }),
    insert: fc.oneof(
      fc.uint8Array({ maxLength: 3 }),
      fc.constantFrom('"', ',', '\n', '{', '}', '[', ']', '\\', '0', ':').map((text) => Buffer.from(text)),
    ),
  }),
  { maxLength: 4 },
);

function damaged(text: string, changes: readonly { at: number; remove: number; insert: Uint8Array }[]) {
  let bytes = Buffer.from(text);
  for (const { at, remove, insert } of changes) {
    const position = Math.floor(at * bytes.length);
    bytes = Buffer.concat([bytes.subarray(0, position), insert, bytes.subarray(position + remove)]);
  }
  return bytes;
}

/** What comes of a document, whatever it is. */
async function outcome(bytes: Uint8Array, format: DataFormat, mapping: unknown, chunk: number) {
  try {
    return await read(bytes, { format, mapping, chunk });
  } catch (error) {
    assert.ok(error instanceof EwsError, String(error instanceof Error ? error.stack : error));
    return { code: error.code };
  }
}

test('any input is read, refused by row or refused as a whole, the same in chunks of any size', async () => {
  const property = fc.asyncProperty(
    fc.constantFrom(...SOUND),
    damage,
    fc.integer({ min: 1, max: 40 }),
    async ([format, text, mapping], changes, chunk) => {
      const bytes = damaged(text, changes);
      const whole = await outcome(bytes, format, mapping, 1_000_000);
      const parts = await outcome(bytes, format, mapping, chunk);
      const records = (found: typeof whole) => ('code' in found ? found : found.records);
      const faults = (found: typeof whole) =>
        'code' in found ? found : found.faults.map(({ line, reason }) => [line, reason]);
      assert.deepEqual(records(parts), records(whole));
      assert.deepEqual(faults(parts), faults(whole));
      if ('code' in whole) return;
      for (const row of [...whole.records, ...whole.faults]) assert.ok(Number.isInteger(row.line));
      for (const fault of whole.faults) assert.ok(isFault(fault) && fault.problem.length > 0);
    },
  );
  await fc.assert(property, { numRuns: 1500 });
});

test('sound documents are read whole', async () => {
  for (const [format, text, mapping] of SOUND) {
    const { records, faults } = await read(text, { format, mapping });
    assert.ok(records.length > 0, text);
    assert.deepEqual(faults, [], text);
  }
});

test('the memory of a chunk may be used again once the next one is asked for', async () => {
  for (const [format, text, mapping] of SOUND) {
    const whole = await read(text, { format, mapping, chunk: 1_000_000 });
    for (const chunk of [1, 2, 5, 16]) {
      const reused = await read(text, { format, mapping, chunk, reuse: true });
      assert.deepEqual(reused, whole, `${format} ${chunk}`);
    }
  }
});

/** Documents without an end: how they begin, and what comes again and again. */
const ENDLESS: readonly (readonly [DataFormat, begin: string, again: string, mapping?: unknown])[] = [
  ['csv', 'time,cur,rate\n', '202110,KRW,1\n', MAPPING],
  ['ndjson', '', '{"time":"202110","cur":"KRW","rate":1}\n', MAPPING],
  ['json', '[1', ',{"series":"FX_RATE/KRW","period":"2021-10","value":1}'],
  ['json', '{"next":3,"items":[1', ',{"series":"FX_RATE/KRW","period":"2021-10","value":1}'],
  [
    'sdmx-csv',
    'STRUCTURE,STRUCTURE_ID,ACTION,CURRENCY,TIME_PERIOD,OBS_VALUE\n',
    'dataflow,A:FX_RATE(1.0),M,KRW,2021-10,1\n',
  ],
  [
    'sdmx-json',
    `{"data":{"structures":[${JSON.stringify(STRUCTURE)}],"dataSets":[{"series":{"0":{"observations":{"0":[1]`,
    ',"1":[2]',
  ],
];

test('rows come while the document is still being read, however long it is', async () => {
  for (const [format, begin, again, mapping] of ENDLESS) {
    let chunks = 0;
    async function* input() {
      yield Buffer.from(begin);
      for (;;) {
        chunks += 1;
        yield Buffer.from(again.repeat(50));
      }
    }
    const source = { input: input(), format, name: 'endless', catalogue: CATALOGUE };
    let records = 0;
    for await (const row of readRows({
      ...source,
      mapping: mapping === undefined ? undefined : Mapping.parse(mapping),
    })) {
      if (!isFault(row)) records += 1;
      if (records === 5000) break;
    }
    assert.ok(chunks <= 110, `${format}: ${chunks}`);
  }
});
