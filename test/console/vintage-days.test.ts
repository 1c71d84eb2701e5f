import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  changesSince,
  dayOf,
  endOfDay,
  vintageDays,
} from '../../src/console/pages/indicators/vintage-days.ts';

const point = (period: string, value: number, day: string) =>
  ({ period, value, status: 'A', knownAt: `${day}T06:00:00.000Z` }) as const;

test('vintage days: takes a day of the calendar from the address, and nothing else', () => {
  assert.equal(dayOf('2021-10-11'), '2021-10-11');
  for (const wrong of [undefined, '', '2021-10', '2021-02-30', '2021-10-11T00:00:00Z', '11.10.2021']) {
    assert.equal(dayOf(wrong), undefined, wrong);
  }
  assert.equal(endOfDay('2021-10-11'), '2021-10-11T23:59:59.999Z');
});

test('vintage days: each day once, in order', () => {
  const points = [
    point('2021-01', 1, '2021-03-05'),
    point('2021-02', 2, '2021-03-05'),
    point('2020-12', 3, '2021-01-05'),
  ];
  assert.deepEqual(vintageDays(points), ['2021-01-05', '2021-03-05']);
});

test('vintage days: counts what was revised and what came since', () => {
  const then = [point('2021-01', 1, '2021-02-05'), point('2021-02', 2, '2021-03-05')];
  const today = [then[0]!, point('2021-02', 2.5, '2021-04-05'), point('2021-03', 3, '2021-04-05')];
  assert.deepEqual(changesSince(then, today), { revised: 1, later: 1 });
  assert.deepEqual(changesSince(then, then), { revised: 0, later: 0 });
});
