import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { hasCode } from '../../../src/domain/errors.ts';
import { read, sample, short } from './read.ts';

const sdmx = { format: 'sdmx-csv', name: 'file.sdmx.csv' } as const;
const HEADER = 'STRUCTURE,STRUCTURE_ID,ACTION,FREQ,REPORTER,PARTNER,TIME_PERIOD,OBS_VALUE,OBS_STATUS';

test('sdmx-csv: a dataflow with the code of an indicator needs no mapping', async () => {
  const { records, faults } = await read(
    `${HEADER}\ndataflow,KR_EWS:UREA_PRICE(1.0),R,M,W,W,2021-10,769.5,A\ndataflow,KR_EWS:UREA_VOLUME,,M,KR,CN,2021-M11,12,P\n`,
    sdmx,
  );
  assert.deepEqual(faults, []);
  assert.deepEqual(short(records), [
    ['UREA_PRICE/W.W', '2021-10', 769.5, 'A'],
    ['UREA_VOLUME/KR.CN', '2021-11', 12, 'P'],
  ]);
  assert.deepEqual(records[0]?.columns, { period: 'TIME_PERIOD', value: 'OBS_VALUE', status: 'OBS_STATUS' });
});

test('sdmx-csv: columns in any order, with others between them', async () => {
  const { records } = await read(
    'STRUCTURE,STRUCTURE_ID,OBS_VALUE,PARTNER,UPDATED,TIME_PERIOD,REPORTER,KNOWN_AT\ndataflow,A:UREA_PRICE(1.0),5,CN,x,2021-10,KR,2021-11-05T00:00:00Z\n',
    sdmx,
  );
  assert.deepEqual(
    [records[0]?.series, records[0]?.value, records[0]?.knownAt],
    ['UREA_PRICE/KR.CN', 5, '2021-11-05T00:00:00Z'],
  );
});

test('sdmx-csv: every notation of a period; half-years and ranges are refused', async () => {
  const rows = [
    ['2021', '2021'],
    ['2021-A1', '2021'],
    ['2021-Q4', '2021-Q4'],
    ['2021-10', '2021-10'],
    ['2021-M10', '2021-10'],
    ['2021-W41', '2021-W41'],
    ['2021-10-11', '2021-10-11'],
    ['2021-D284', '2021-10-11'],
    ['2021-10-11T00:00:00', '2021-10-11'],
    ['2021-S1', undefined],
    ['2021-T1', undefined],
    ['2021-10-11T08:30:00', undefined],
    ['2021-10-11/P1M', undefined],
    ['2021-02-30', undefined],
    ['2021-W53', undefined],
    ['2021-D366', undefined],
    ['', undefined],
  ] as const;
  for (const [text, period] of rows) {
    const { records, faults } = await read(
      `${HEADER}\ndataflow,A:UREA_PRICE(1.0),M,,W,W,${text},1,A\n`,
      sdmx,
    );
    assert.deepEqual(
      [records[0]?.period, faults[0]?.reason],
      period === undefined ? [undefined, 'bad_period'] : [period, undefined],
      text,
    );
  }
});

test('sdmx-csv: bad rows are refused where they are wrong, and stop no other', async () => {
  const rows = [
    ['flow,A:UREA_PRICE(1.0),M,M,W,W,2021-10,1,A', 'STRUCTURE', 'malformed'],
    ['dataflow,UREA_PRICE,M,M,W,W,2021-10,1,A', 'STRUCTURE_ID', 'malformed'],
    ['dataflow,A:NO_SUCH(1.0),M,M,W,W,2021-10,1,A', 'STRUCTURE_ID', 'unknown_series'],
    ['dataflow,A:FX_RATE(1.0),M,M,W,W,2021-10,1,A', 'STRUCTURE_ID', 'unknown_series'],
    ['dataflow,A:UREA_PRICE(1.0),X,M,W,W,2021-10,1,A', 'ACTION', 'malformed'],
    ['dataflow,A:UREA_PRICE(1.0),M,S,W,W,2021-10,1,A', 'FREQ', 'bad_period'],
    ['dataflow,A:UREA_PRICE(1.0),M,M,W,,2021-10,1,A', 'PARTNER', 'bad_series'],
    ['dataflow,A:UREA_PRICE(1.0),M,M,W,W,2021-10,1', undefined, 'malformed'],
    ['dataflow,A:UREA_PRICE(1.0),D,M,W,W,,,', undefined, 'malformed'],
    ['dataflow,A:UREA_PRICE(1.0),D,M,W,,2021-10,,', 'PARTNER', 'bad_series'],
    ['dataflow,A:UREA_PRICE(1.0),D,M,W,W,2021-10,,-', undefined, 'malformed'],
  ] as const;
  for (const [row, column, reason] of rows) {
    const good = 'dataflow,A:UREA_PRICE(1.0),M,M,W,W,2021-09,418,A';
    const { records, faults } = await read(`${HEADER}\n${row}\n${good}\n`, sdmx);
    assert.deepEqual(
      faults.map((fault) => [fault.line, fault.column, fault.reason]),
      [[2, column, reason]],
      row,
    );
    assert.equal(records.length, 1, row);
  }
});

test('sdmx-csv: a deletion withdraws; NaN is a missing value, whose status may say why', async () => {
  const { records } = await read(
    [
      HEADER,
      'dataflow,A:UREA_PRICE(1.0),D,M,W,W,2021-07,-,',
      'dataflow,A:UREA_PRICE(1.0),D,M,W,W,2021-08,,',
      'dataflow,A:UREA_PRICE(1.0),M,M,W,W,2021-09,NaN,',
      'dataflow,A:UREA_PRICE(1.0),M,M,W,W,2021-10,NaN,Q',
      'dataflow,A:UREA_PRICE(1.0),R,M,W,W,2021-11,,H',
      'dataflow,A:UREA_PRICE(1.0),R,M,W,W,2021-12,NaN,?',
    ].join('\n'),
    sdmx,
  );
  assert.deepEqual(
    records.map(({ value, status }) => [value, status]),
    [
      [undefined, 'X'],
      [undefined, 'X'],
      [undefined, 'O'],
      [undefined, 'Q'],
      [undefined, 'H'],
      ['NaN', '?'],
    ],
  );
});

test('sdmx-csv: another header is refused', async () => {
  for (const header of ['series,period,value', 'DATAFLOW,DIM,TIME_PERIOD', '']) {
    await assert.rejects(read(`${header}\n`, sdmx), (error) => hasCode(error, 'invalid_input'), header);
  }
});

const NA_MAIN = {
  structure: 'NA_MAIN',
  period: { column: 'DIM_3' },
  series: [
    {
      indicator: 'UREA_PRICE',
      dimensions: { partner: { column: 'DIM_1' }, reporter: { column: 'DIM_2', values: { B: 'KR' } } },
    },
  ],
};
const { file, skip } = sample('sdmx-csv/data-message/docs/sdmx-csv-field-guide.md');

/** The examples of the field guide by their numbers. */
function example(number: string): string {
  const [, after = ''] = readFileSync(file, 'utf8').split(`#### ${number}) `);
  const text = after.slice(after.indexOf('\n')).split('####')[0]!;
  return text
    .split('\n')
    .filter((line) => line.startsWith('\t'))
    .map((line) => line.slice(1))
    .join('\n');
}

test('sdmx-csv: the examples of the field guide, with labels of all kinds', { skip }, async () => {
  const french = { ...NA_MAIN, decimal: ',' };
  for (const [number, mapping] of [
    ['1', NA_MAIN],
    ['4', french],
    ['5', { ...NA_MAIN, period: { column: 'DIM_3', frequency: 'M' } }],
    ['6', NA_MAIN],
    ['7', NA_MAIN],
    ['8', NA_MAIN],
    ['10', NA_MAIN],
    ['11', { ...NA_MAIN, structure: 'DF_ID' }],
  ] as const) {
    const { records, faults } = await read(example(number), { ...sdmx, mapping });
    assert.deepEqual(faults, [], number);
    assert.deepEqual(
      records.map(({ series, period, value }) => [series, period, value]),
      [
        ['UREA_PRICE/KR.A', '2014-01', 12.4],
        ['UREA_PRICE/KR.A', '2014-02', 10.8],
      ],
      number,
    );
  }
});

test('sdmx-csv: a field of several lines, and rows of other structures', { skip }, async () => {
  const lines = await read(example('15'), { ...sdmx, mapping: NA_MAIN });
  // The guide indents the second line of the field as well.
  assert.equal(lines.records.length, 2);
  const others = await read(example('9-A'), { ...sdmx, mapping: { ...NA_MAIN, structure: 'DSD_NA_MAIN' } });
  assert.deepEqual(
    others.faults.map(({ line, reason }) => [line, reason]),
    [
      [2, 'unknown_series'],
      [4, 'unknown_series'],
    ],
  );
});

test('sdmx-csv: of the examples of deletions, those of single observations alone', { skip }, async () => {
  const one = await read(example('16'), { ...sdmx, mapping: NA_MAIN });
  assert.deepEqual(
    [one.records.map(({ status }) => status), one.faults.map(({ reason }) => reason)],
    [['X'], ['malformed']],
  );
  const many = await read(example('17'), { ...sdmx, mapping: NA_MAIN });
  assert.deepEqual([many.records.length, many.faults.length], [0, 2]);
});
