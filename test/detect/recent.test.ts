import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { firstRecentOrdinal } from '../../src/detect/recent.ts';
import { DAY_MS, formatPeriod, ordinalAt, periodEnd, periodOrdinal } from '../../src/domain/time.ts';
import { FREQUENCIES } from './series.ts';

test('recent: a time lies in the period that it is numbered with', () => {
  const time = fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2040, 0, 1) });
  fc.assert(
    fc.property(time, fc.constantFrom(...FREQUENCIES), (at, frequency) => {
      const ordinal = ordinalAt(frequency, at);
      assert.ok(periodEnd(frequency, formatPeriod(frequency, ordinal - 1)) <= at);
      assert.ok(at < periodEnd(frequency, formatPeriod(frequency, ordinal)));
    }),
  );
});

test('recent: the last complete periods that are published by now', () => {
  const published = Date.parse('2021-11-06T00:00:00Z');
  assert.equal(firstRecentOrdinal('M', 3, 5, published), periodOrdinal('M', '2021-08'));
  assert.equal(firstRecentOrdinal('M', 3, 5, published - 3 * DAY_MS), periodOrdinal('M', '2021-07'));
  assert.equal(firstRecentOrdinal('A', 1, 30, published), periodOrdinal('A', '2020'));
});
