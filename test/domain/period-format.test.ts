import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hasCode } from '../../src/domain/errors.ts';
import { Frequency } from '../../src/domain/indicator.ts';
import { periodReader, sdmxPeriodReader } from '../../src/domain/period-format.ts';
import { formatPeriod, periodOrdinal } from '../../src/domain/time.ts';

test('period format: what publishers write', () => {
  const read = [
    ['YYYYMM', '202110', '2021-10'],
    ['YYYY.MM', '2021.10', '2021-10'],
    ['YYYY/MM/DD', '2021/10/11', '2021-10-11'],
    ['D.M.YYYY', '1.2.2021', '2021-02-01'],
    ['MMM-YY', 'Oct-21', '2021-10'],
    ['MMM-YY', 'OCT-99', '1999-10'],
    ['MMMM YYYY', 'May 2021', '2021-05'],
    ["YYYY'Q'Q", '2021Q4', '2021-Q4'],
    ['YYYY년 M월', '2021년 3월', '2021-03'],
    ['YYYY年M月', '2021年12月', '2021-12'],
    ["YYYY'W'WW", '2021W41', '2021-W41'],
    ['YYYY', '2021', '2021'],
    ['(YYYY)', '(2021)', '2021'],
  ] as const;
  for (const [format, text, period] of read) assert.equal(periodReader(format)(text), period, format);
});

test('period format: other texts and days that do not exist are no periods', () => {
  const not = [
    ['YYYYMM', '2021-10'],
    ['YYYYMM', '202113'],
    ['YYYY.MM', '2021x10'],
    ['DD/MM/YYYY', '31/02/2021'],
    ["YYYY'Q'Q", '2021Q5'],
    ["YYYY'W'WW", '2021W53'],
    ['MMM-YY', 'Okt-21'],
    ['YYYY', ' 2021'],
  ] as const;
  for (const [format, text] of not) assert.equal(periodReader(format)(text), undefined, `${format} ${text}`);
});

test('period format: one that cannot be read is refused', () => {
  for (const format of ['', 'MM', 'YYYYmm', 'YYYY-YY', 'YYYYDD', 'YYYYQQ', 'YYYY1', "YYYY'"]) {
    assert.throws(
      () => periodReader(format),
      (error) => hasCode(error, 'invalid_input'),
      format,
    );
  }
});

test('period format: a day becomes the period of the frequency in which it lies; nothing coarser does', () => {
  const of = (frequency: Frequency) => periodReader('YYYY-MM-DD', frequency)('2021-10-17');
  assert.deepEqual(Frequency.options.map(of), ['2021', '2021-Q4', '2021-10', '2021-W41', '2021-10-17']);
  assert.equal(periodReader('YYYY-MM-DD', 'W')('2021-10-18'), '2021-W42');
  assert.equal(periodReader('YYYY', 'M')('2021'), undefined);
  assert.equal(periodReader("YYYY'Q'Q", 'M')('2021Q1'), undefined);
  assert.equal(periodReader("YYYY'W'WW", 'M')('2021W41'), undefined);
});

test('period format: every period of this node is one of SDMX', () => {
  const sdmx = sdmxPeriodReader();
  const property = fc.property(
    fc.constantFrom(...Frequency.options),
    fc.integer({ min: 1900, max: 2100 }),
    fc.integer({ min: 0, max: 52 }),
    (frequency, year, offset) => {
      const first = { A: `${year}`, Q: `${year}-Q1`, M: `${year}-01`, W: `${year}-W01`, D: `${year}-01-01` };
      const period = formatPeriod(frequency, periodOrdinal(frequency, first[frequency]) + offset);
      assert.equal(sdmx(period), period);
    },
  );
  fc.assert(property);
});
