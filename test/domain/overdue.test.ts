import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Indicator } from '../../src/domain/indicator.ts';
import { isOverdue } from '../../src/domain/overdue.ts';
import { DAY_MS } from '../../src/domain/time.ts';

const RULES: readonly [Indicator['frequency'], Indicator['grade'], number, string, string][] = [
  // frequency, grade, lag, last period held, until when the next one may be missing
  ['M', 'A', 15, '2021-08', '2021-10-23T00:00:00Z'],
  ['M', 'B', 15, '2021-08', '2021-10-30T00:00:00Z'],
  ['M', 'C', 15, '2021-08', '2021-11-15T00:00:00Z'],
  ['M', 'D', 15, '2021-08', '2022-01-15T00:00:00Z'],
  ['Q', 'A', 0, '2021-Q4', '2022-04-08T00:00:00Z'],
  ['A', 'A', 31, '2020', '2022-02-08T00:00:00Z'],
  ['W', 'A', 1, '2021-W52', '2022-01-18T00:00:00Z'],
  ['D', 'A', 0, '2021-12-31', '2022-01-09T00:00:00Z'],
];

for (const [frequency, grade, publicationLagDays, last, until] of RULES) {
  test(`overdue: ${last} of grade ${grade}, published after ${publicationLagDays} days, is followed by ${until}`, () => {
    const indicator = { frequency, grade, publicationLagDays };
    const at = Date.parse(until);
    assert.equal(isOverdue(indicator, last, at), false);
    assert.equal(isOverdue(indicator, last, at + 1), true);
    assert.equal(isOverdue(indicator, last, at - 40 * DAY_MS), false);
  });
}

test('overdue: an indicator may have a cadence of its own', () => {
  const indicator = { frequency: 'M', grade: 'D', publicationLagDays: 15, overdueAfterDays: 2 } as const;
  const until = Date.parse('2021-10-18T00:00:00Z');
  assert.equal(isOverdue(indicator, '2021-08', until), false);
  assert.equal(isOverdue(indicator, '2021-08', until + 1), true);
});

test('overdue: a derived indicator is as late as its inputs, and not by itself', () => {
  const derived = { kind: 'year-on-year', of: 'UREA_PRICE' } as const;
  const indicator = { frequency: 'M', grade: 'A', publicationLagDays: 15, derived } as const;
  assert.equal(isOverdue(indicator, '2021-08', Date.parse('2031-10-18T00:00:00Z')), false);
});
