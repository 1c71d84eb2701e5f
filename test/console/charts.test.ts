import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chartSteps, columnsOf, isRevised, valueRange } from '../../src/console/charts/chart-data.ts';
import { frequencyOf, periodStartSeconds } from '../../src/console/charts/period-time.ts';
import { countWithin, rangeOf, stepsWithin } from '../../src/console/charts/ranges.ts';
import { formatPeriod } from '../../src/domain/time.ts';

const knownAt = '2021-12-06T00:00:00.000Z';
const point = (period: string, value?: number) => ({ period, value, knownAt });
const months = (count: number) =>
  Array.from({ length: count }, (_, index) => point(formatPeriod('M', 2011 * 12 + index), 100 + index));

test('chart: puts values, what is known today and limits together by period, in order', () => {
  const steps = chartSteps({
    points: [point('2021-01', 1), point('2021-02', 2)],
    today: [point('2021-02', 2.5), point('2021-03', 3), point('2021-01', 1)],
    band: [{ period: '2021-02', value: 2, score: 4.2, level: 'caution', cautionHigh: 1.8, alertHigh: 2.4 }],
  });
  assert.deepEqual(
    steps.map(({ period, level }) => [period, level]),
    [
      ['2021-01', undefined],
      ['2021-02', 'caution'],
      ['2021-03', undefined],
    ],
  );
  assert.deepEqual(steps.map(isRevised), [false, true, false]);
  const [times, today, , cautionHigh, , alertHigh, values] = columnsOf('M', steps);
  assert.deepEqual(times, [1609459200, 1612137600, 1614556800]);
  assert.deepEqual(today, [1, 2.5, 3]);
  assert.deepEqual(
    [cautionHigh, alertHigh],
    [
      [null, 1.8, null],
      [null, 2.4, null],
    ],
  );
  assert.deepEqual(values, [1, 2, null]);
});

test('chart: shows a value that is missing as a gap, and a chart without values at all', () => {
  const steps = chartSteps({ points: [point('2021', 5), point('2022'), point('2023', 7)] });
  assert.deepEqual(columnsOf('A', steps).at(-1), [5, null, 7]);
  assert.deepEqual(valueRange([]), [0, 1]);
});

test('chart: follows limits that are near, and not those of a wild time', () => {
  const limits = { period: '2021-02', value: 20, score: 0, cautionHigh: 22, alertHigh: 900 };
  const [low, high] = valueRange(
    chartSteps({ points: [point('2021-01', 10), point('2021-02', 20)], band: [limits] }),
  );
  assert.ok(low < 10 && low >= 0 && high > 22 && high < 40, `${low} ${high}`);
});

test('chart: knows the frequency of a period by its form, and when it begins', () => {
  const begins = (period: string) =>
    new Date(periodStartSeconds(frequencyOf(period), period) * 1000).toISOString().slice(0, 10);
  assert.deepEqual(['2021', '2021-Q4', '2021-10', '2021-W41', '2021-10-11'].map(begins), [
    '2021-01-01',
    '2021-10-01',
    '2021-10-01',
    '2021-10-11',
    '2021-10-11',
  ]);
});

test('range: of years before the last value shown, and half as many of what came to be known later', () => {
  const all = months(120);
  const then = chartSteps({ points: all.slice(0, 60), today: all });
  const periods = stepsWithin(then, '2y', 'M').map(({ period }) => period);
  assert.deepEqual([periods[0], periods.at(-1), periods.length], ['2014-01', '2016-12', 36]);
  assert.equal(stepsWithin(then, 'all', 'M').length, 120);
  assert.equal(countWithin(all, '5y', 'M'), 60);
  assert.equal(countWithin([], '5y', 'M'), 0);
});

test('range: takes what the address says if there is such a range, else what suits the frequency', () => {
  assert.equal(rangeOf('5y', 'D'), '5y');
  assert.deepEqual([rangeOf('9y', 'D'), rangeOf(undefined, 'M'), rangeOf('', 'Q')], ['2y', '5y', 'all']);
});
