import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hasCode } from '../../src/domain/errors.ts';
import type { Frequency } from '../../src/domain/indicator.ts';
import {
  formatInstant,
  formatPeriod,
  parseInstant,
  periodEnd,
  periodOrdinal,
} from '../../src/domain/time.ts';

test('time: periods of each frequency have consecutive numbers', () => {
  const pairs: [Frequency, string, string][] = [
    ['A', '2021', '2022'],
    ['Q', '2021-Q4', '2022-Q1'],
    ['M', '2021-12', '2022-01'],
    ['W', '2020-W53', '2021-W01'],
    ['W', '2021-W52', '2022-W01'],
    ['D', '2020-02-28', '2020-02-29'],
    ['D', '2021-02-28', '2021-03-01'],
  ];
  for (const [frequency, first, second] of pairs) {
    assert.equal(periodOrdinal(frequency, second) - periodOrdinal(frequency, first), 1, `${first} ${second}`);
  }
});

test('time: refuses what has the shape of a period but does not exist, or is written otherwise', () => {
  const wrong: [Frequency, string][] = [
    ['A', '21'],
    ['Q', '2021-Q5'],
    ['M', '2021-13'],
    ['M', '2021-1'],
    ['W', '2021-W53'],
    ['W', '2021-W00'],
    ['D', '2021-02-30'],
    ['D', '2021-2-3'],
    ['M', ' 2021-10'],
  ];
  for (const [frequency, period] of wrong) {
    assert.throws(
      () => periodOrdinal(frequency, period),
      (error) => hasCode(error, 'invalid_input'),
      period,
    );
  }
});

test('time: writing and reading a period is the identity, for every frequency', () => {
  fc.assert(
    fc.property(
      fc.constantFrom<Frequency>('A', 'Q', 'M', 'W', 'D'),
      fc.integer({ min: 0, max: 20_000 }),
      (frequency, ordinal) => {
        const shifted =
          frequency === 'A'
            ? 1000 + (ordinal % 3000)
            : frequency === 'M' || frequency === 'Q'
              ? ordinal + 12_000
              : ordinal;
        assert.equal(periodOrdinal(frequency, formatPeriod(frequency, shifted)), shifted);
      },
    ),
  );
});

test('time: a period ends where the next one begins', () => {
  assert.equal(formatInstant(periodEnd('M', '2021-10')), '2021-11-01T00:00:00.000Z');
  assert.equal(formatInstant(periodEnd('Q', '2021-Q4')), '2022-01-01T00:00:00.000Z');
  assert.equal(formatInstant(periodEnd('W', '2021-W41')), '2021-10-18T00:00:00.000Z');
  assert.equal(formatInstant(periodEnd('D', '2021-10-11')), '2021-10-12T00:00:00.000Z');
  assert.equal(formatInstant(periodEnd('A', '2021')), '2022-01-01T00:00:00.000Z');
});

test('time: refuses a time without zone, on a day that does not exist, or of another form', () => {
  for (const text of [
    '2021-10-11',
    '2021-10-11T00:00:00',
    '2021-02-30T00:00:00Z',
    '2021-10-11T24:00:00Z',
    '2021-10-11T00:00:00+09:00',
  ]) {
    assert.throws(
      () => parseInstant(text),
      (error) => hasCode(error, 'invalid_input'),
      text,
    );
  }
  assert.equal(parseInstant('2021-10-11T00:00:00Z'), Date.UTC(2021, 9, 11));
});
