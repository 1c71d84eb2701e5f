import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Mapping, MappingName } from '../../src/domain/mapping.ts';

const SERIES = { indicator: 'UREA_PRICE', dimensions: { reporter: 'KR', partner: { column: 'Land' } } };

test('mapping: a text stands for the same value in all rows', () => {
  const { series } = Mapping.parse({ series: [SERIES] });
  assert.deepEqual(series[0]?.dimensions, { reporter: { is: 'KR' }, partner: { column: 'Land' } });
});

test('mapping: what is wrong is named by its place', () => {
  const wrong = [
    [{ series: [] }, 'series'],
    [{ series: [SERIES], delimeter: ';' }, ''],
    [{ series: [SERIES], period: { column: 'p', format: 'YYYYmm' } }, 'period.format'],
    [{ series: [SERIES], period: { format: 'YYYY' } }, 'period'],
    [{ series: [SERIES], period: { column: 'p', header: 'YYYY' } }, 'period'],
    [{ series: [SERIES], period: { header: 'YYYY', format: 'YYYY' } }, 'period'],
    [{ series: [{ ...SERIES, value: 'v' }], period: { header: 'YYYY' } }, 'series'],
    [{ series: [SERIES], decimal: ',', thousands: ',' }, 'thousands'],
    [{ series: [SERIES], markers: { '-': 'A' } }, 'markers.-'],
    [{ series: [SERIES], encoding: 'ebcdic' }, 'encoding'],
    [{ series: [{ ...SERIES, indicator: 'urea' }] }, 'series.0.indicator.is'],
    [{ series: [{ ...SERIES, dimensions: { reporter: 'kr' } }] }, 'series.0.dimensions.reporter.is'],
    [{ series: [{ ...SERIES, dimensions: { Reporter: 'KR' } }] }, 'series.0.dimensions.Reporter'],
    [{ series: [{ ...SERIES, dimensions: { reporter: { colum: 'x' } } }] }, 'series.0.dimensions.reporter'],
    [
      { series: [{ ...SERIES, dimensions: { reporter: { is: 'KR', values: { a: 'B' } } } }] },
      'series.0.dimensions.reporter',
    ],
    [{ series: [{ ...SERIES, scale: 0 }] }, 'series.0.scale'],
    [{ series: [SERIES], knownAt: { column: 'k', time: '25:00:00Z' } }, 'knownAt.time'],
  ] as const;
  for (const [mapping, place] of wrong) {
    const issues = Mapping.safeParse(mapping).error?.issues ?? [];
    assert.equal(issues[0]?.path.join('.'), place, JSON.stringify(mapping));
  }
});

test('mapping: names can stand in an address and on a command line', () => {
  assert.ok(MappingName.safeParse('customs-monthly-2').success);
  for (const name of ['', 'Customs', '2021', '-x', 'a/b', 'a b', '__proto__']) {
    assert.ok(!MappingName.safeParse(name).success, name);
  }
});
