import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY_MS, formatInstant } from '../../src/domain/time.ts';
import { weekNamed } from '../../src/situation-report/week.ts';

const bounds = (name: string | undefined, now: string) => {
  const { name: found, from, to } = weekNamed(name, Date.parse(now));
  return [found, formatInstant(from).slice(0, 10), formatInstant(to).slice(0, 10)];
};

test('week: without a name it is the last that has ended', () => {
  assert.deepEqual(bounds(undefined, '2026-11-23T00:00:00Z'), ['2026-W47', '2026-11-16', '2026-11-23']);
  assert.deepEqual(bounds(undefined, '2026-11-22T23:59:59.999Z'), ['2026-W46', '2026-11-09', '2026-11-16']);
  // ISO 8601: the first week of a year is that of its 4 January.
  assert.deepEqual(bounds(undefined, '2021-01-11T05:00:00Z'), ['2021-W01', '2021-01-04', '2021-01-11']);
  assert.deepEqual(bounds(undefined, '2021-01-04T05:00:00Z'), ['2020-W53', '2020-12-28', '2021-01-04']);
});

test('week: one that runs has begun, one after it has not', () => {
  assert.equal(bounds('2026-W48', '2026-11-23T00:00:00Z')[0], '2026-W48');
  assert.throws(() => weekNamed('2026-W48', Date.parse('2026-11-22T23:59:59Z')), { code: 'invalid_input' });
});

test('week: each ends where the next begins, over the turn of many years', () => {
  const start = Date.parse('2018-01-01T00:00:00Z');
  for (let week = 1; week < 600; week += 1) {
    const [one, next] = [0, 7].map((days) => weekNamed(undefined, start + (week * 7 + days) * DAY_MS));
    assert.equal(one?.to, next?.from);
    assert.deepEqual(weekNamed(one?.name, next?.to ?? 0), one);
  }
});
