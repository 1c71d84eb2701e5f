import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { hasCode } from '../../../src/domain/errors.ts';
import { MAX_HELD_OBSERVATIONS } from '../../../src/ingest/formats/sdmx-json.ts';
import { read, sample, short } from './read.ts';

const sdmx = { format: 'sdmx-json', name: 'file.sdmx.json' } as const;

const values = (...ids: string[]) => ids.map((id) => ({ id }));
const STRUCTURE = {
  links: [{ urn: 'urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=KR_EWS:UREA_PRICE(1.0)' }],
  dimensions: {
    dataSet: [{ id: 'FREQ', values: values('M') }],
    series: [
      { id: 'PARTNER', values: values('CN', 'VN') },
      { id: 'REPORTER', values: values('KR') },
    ],
    observation: [{ id: 'TIME_PERIOD', values: values('2021-09', '2021-10') }],
  },
  attributes: { observation: [{ id: 'OBS_STATUS', values: values('A', 'P') }] },
};
const DATA_SET = {
  structure: 0,
  action: 'Replace',
  series: {
    '0:0': { observations: { 0: [418, 0], 1: [769.5, 1] } },
    '1:0': { observations: { 0: ['12.5'], 1: [null, 0] } },
  },
};
const message = (parts: object) => JSON.stringify({ meta: { id: 'x' }, data: parts });

test('sdmx-json: series, with the structure before or after them', async () => {
  const [structures, dataSets] = [[STRUCTURE], [DATA_SET]];
  for (const data of [
    { structures, dataSets },
    { dataSets, structures },
  ]) {
    const { records, faults } = await read(message(data), sdmx);
    assert.deepEqual(faults, []);
    assert.deepEqual(
      records.map(({ series, period, value, status }) => [series, period, value, status]),
      [
        ['UREA_PRICE/KR.CN', '2021-09', 418, 'A'],
        ['UREA_PRICE/KR.CN', '2021-10', 769.5, 'P'],
        ['UREA_PRICE/KR.VN', '2021-09', 12.5, undefined],
        ['UREA_PRICE/KR.VN', '2021-10', undefined, 'A'],
      ],
    );
    assert.equal(records[1]?.place, '/data/dataSets/0/series/0:0/observations/1');
    assert.equal(records[1]?.line, 2);
  }
});

test('sdmx-json: a deletion withdraws what it names, and nothing else', async () => {
  const deleted = { action: 'Delete', series: { '1:0': { observations: { 1: [] } } } };
  const { records, faults } = await read(
    message({
      structures: [STRUCTURE],
      dataSets: [DATA_SET, deleted, { action: 'Delete' }, { action: 'Delete', series: { '0:0': {} } }],
    }),
    sdmx,
  );
  assert.deepEqual(short(records.slice(4)), [['UREA_PRICE/KR.VN', '2021-10', undefined, 'X']]);
  assert.deepEqual(
    faults.map(({ place, reason }) => [place, reason]),
    [
      ['/data/dataSets/2', 'malformed'],
      ['/data/dataSets/3', 'malformed'],
    ],
  );
});

test('sdmx-json: bad observations are refused where they stand, and stop no other', async () => {
  const bad = [
    ['5:0', { 0: [1, 0] }, 'malformed'],
    ['0', { 0: [1, 0] }, 'malformed'],
    ['0:x', { 0: [1, 0] }, 'malformed'],
    ['0:0', { 9: [1, 0] }, 'malformed'],
    ['0:0', { 0: [1, 7] }, 'malformed'],
    ['0:0', { 0: [] }, 'malformed'],
    ['0:0', { 0: 1 }, 'malformed'],
  ] as const;
  for (const [key, observations, reason] of bad) {
    const series = { [key]: { observations }, '1:0': { observations: { 1: [3, 0] } } };
    const { records, faults } = await read(
      message({ structures: [STRUCTURE], dataSets: [{ series }] }),
      sdmx,
    );
    assert.deepEqual(
      faults.map((fault) => fault.reason),
      [reason],
      key,
    );
    assert.equal(records.length, 1, key);
  }
});

test('sdmx-json: without a structure, with an unknown one or of no indicator, rows are refused', async () => {
  const other = { ...STRUCTURE, links: [] };
  for (const data of [
    { dataSets: [DATA_SET] },
    { structures: [STRUCTURE], dataSets: [{ ...DATA_SET, structure: 3 }] },
    { structures: [other], dataSets: [DATA_SET] },
  ]) {
    const { records, faults } = await read(message(data), sdmx);
    assert.deepEqual([records.length, faults.length], [0, 4]);
  }
});

test('sdmx-json: what is no such message is refused', async () => {
  for (const text of [
    '{}',
    '[]',
    message({ structures: [3], dataSets: [] }),
    message({ structures: [STRUCTURE], dataSets: [{ ...DATA_SET, action: 'Burn' }] }),
    message({ structures: [STRUCTURE], dataSets: [{ series: DATA_SET.series, action: 'Delete' }] }),
  ]) {
    await assert.rejects(read(text, sdmx), (error) => hasCode(error, 'invalid_input'), text.slice(0, 50));
  }
});

test('sdmx-json: a message that is cut off keeps what is whole', async () => {
  const text = message({ structures: [STRUCTURE], dataSets: [DATA_SET] });
  const cut = await read(text.slice(0, text.indexOf('"12.5"')), sdmx);
  assert.equal(cut.records.length, 2);
  assert.deepEqual(
    cut.faults.map(({ line, reason }) => [line, reason]),
    [[3, 'malformed']],
  );
});

test('sdmx-json: a structure after too many observations is refused', async () => {
  const observations = Object.fromEntries(
    Array.from({ length: MAX_HELD_OBSERVATIONS + 1 }, (_, i) => [i, [1]]),
  );
  const text = message({ dataSets: [{ series: { '0:0': { observations } } }], structures: [STRUCTURE] });
  await assert.rejects(read(text, { ...sdmx, chunk: 65_536 }), (error) => hasCode(error, 'too_large'));
});

const RATES = {
  structure: 'EXR',
  series: [
    {
      indicator: 'FX_RATE',
      dimensions: { currency: { column: 'CURRENCY', values: { NZD: 'NZ', RUB: 'RU' } } },
      where: { EXR_TYPE: ['SP00'] },
    },
  ],
};
const RATE_ROWS = [
  ['FX_RATE/NZ', '2013-01-18', 1.5931],
  ['FX_RATE/NZ', '2013-01-21', 1.5925],
  ['FX_RATE/RU', '2013-01-18', 40.3426],
  ['FX_RATE/RU', '2013-01-21', 40.3],
];

for (const name of ['exr-time-series', 'exr-flat', 'exr-cross-section']) {
  const { file, skip } = sample(`sdmx-json/data-message/samples/exr/${name}.json`);
  test(`sdmx-json: the sample ${name}`, { skip }, async () => {
    const { records, faults } = await read(readFileSync(file), { ...sdmx, mapping: RATES });
    assert.deepEqual(faults, []);
    const rows = records.map(({ series, period, value }) => [series, period, value]);
    assert.deepEqual(rows.sort(), RATE_ROWS);
  });
}

const deletion = sample('sdmx-json/data-message/samples/exr/exr-action-delete.json');
test('sdmx-json: the sample with a deletion', { skip: deletion.skip }, async () => {
  const { records, faults } = await read(readFileSync(deletion.file), { ...sdmx, mapping: RATES });
  assert.deepEqual(short(records), [['FX_RATE/NZ', '2013-01-18', undefined, 'X']]);
  // Its other data set refers to a status that its structure does not have.
  assert.deepEqual(
    faults.map(({ place, reason }) => [place, reason]),
    [
      ['/data/dataSets/0/series/0/observations/1', 'malformed'],
      ['/data/dataSets/0/series/1/observations/1', 'malformed'],
    ],
  );
});

const rice = sample('sdmx-json/data-message/samples/agri.json');
test('sdmx-json: the sample whose structure comes last', { skip: rice.skip }, async () => {
  const mapping = {
    series: [{ indicator: 'RICE', dimensions: { reporter: { column: 'REF_AREA' } }, scale: 1000 }],
  };
  const { records, faults } = await read(readFileSync(rice.file), { ...sdmx, mapping });
  assert.deepEqual(faults, []);
  assert.equal(records.length, 12);
  assert.deepEqual(short(records.slice(0, 1)), [['RICE/ASIKHM001', '2014', 350_154]]);
});
