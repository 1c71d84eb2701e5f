import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dayOf } from '../../src/backtest/days.ts';
import { judge } from '../../src/backtest/judged.ts';
import { plainEwma } from '../../src/backtest/plain-ewma.ts';
import { DAY_MS } from '../../src/domain/time.ts';
import type { Row } from '../../src/replay/history.ts';
import { endOf } from '../../src/replay/period.ts';
import { createRandom } from '../helpers/random.ts';

/** Values of following months, published five days after each. */
function monthly(values: readonly number[]): Row[] {
  return values.map((value, index) => ({
    period: `${index}`,
    ordinal: 2000 * 12 + index,
    value,
    availableAt: endOf('M', 2000 * 12 + index) + 5 * DAY_MS,
  }));
}

function yearly(values: readonly number[]): Row[] {
  return values.map((value, year) => ({
    period: `${year}`,
    ordinal: year,
    value,
    availableAt: year * 365 * DAY_MS,
  }));
}

describe('the plain EWMA', () => {
  it('is a mean of robust deviations, by hand', () => {
    // Changes 1, 2, 3, 4: median 2.5, MAD 1. Then 5, and with it median 3, MAD 1; then 3, which is usual.
    const rows = yearly([0, 1, 3, 6, 10, 15, 18]);
    const scores = plainEwma(rows, 'A', 'up');
    assert.deepEqual([...scores.keys()], rows.slice(5));
    const first = 0.3 * (2.5 / 1.4826);
    assert.ok(Math.abs(scores.get(rows[5]!)! - first) < 1e-12);
    assert.ok(Math.abs(scores.get(rows[6]!)! - 0.7 * first) < 1e-12);
  });

  it('points in the harmful direction', () => {
    const rows = yearly([0, 1, 3, 6, 10, 15]);
    const [up, down, both] = (['up', 'down', 'both'] as const).map(
      (direction) => plainEwma(rows, 'A', direction).get(rows[5]!)!,
    );
    assert.equal(down, -up!);
    assert.equal(both, up);
  });

  it('takes off what comes with the season', () => {
    const seasonal = Array.from({ length: 120 }, (_, month) => 100 * (month % 12 === 6 ? 2 : 1));
    const scores = [...plainEwma(monthly(seasonal), 'M', 'both').values()];
    assert.ok(scores.length > 80);
    assert.ok(scores.slice(-60).every((score) => Math.abs(score) < 1e-9));
  });

  it('takes plain changes from the first value on that has no logarithm, and is no number for nothing', () => {
    const rows = yearly([1, 2, 4, 8, 16, 32, -1, 0, 2, 5, 9, 14]);
    const scores = plainEwma(rows, 'A', 'up');
    // The new changes begin with that from −1 to 0.
    assert.ok(scores.has(rows[5]!) && !scores.has(rows[10]!) && scores.has(rows[11]!));
    const flat = plainEwma(yearly(Array(20).fill(7)), 'A', 'both');
    assert.ok([...flat.values()].every((score) => score === 0));
  });

  it('leaves out what came late, and what was revised', () => {
    const rows = yearly([1, 2, 3, 5, 4, 6, 7, 9, 8, 10]);
    const late: Row = { ...rows[3]!, value: 1000, availableAt: rows[9]!.availableAt + 1 };
    assert.deepEqual([...plainEwma([...rows, late], 'A', 'up')], [...plainEwma(rows, 'A', 'up')]);
  });
});

describe('a series as judged', () => {
  const LISTED = {
    series: 'a',
    pace: 'M',
    direction: 'up',
    lagDays: 5,
    node: 'KR',
    scope: 'public',
    item: 'a',
  } as const;
  const random = createRandom(2);
  const values = Array.from({ length: 120 }, () => 100 + random());
  values[100] = 300;
  const rows = monthly(values);
  const always = { time: { from: 0, until: 40_000 }, alarmTime: 0.03 };
  const whole = judge(LISTED, rows, always)!;
  const jump = dayOf(rows[100]!.availableAt);

  it('alarms on the day on which the value was available', () => {
    assert.ok(whole.rises.alert.includes(jump));
    assert.equal(new Date(jump * DAY_MS).toISOString().slice(0, 10), '2008-06-06');
  });

  it('is judged from its first score to its last one, and in alarm from a rise to the next step', () => {
    assert.equal(whole.span.until, dayOf(rows[119]!.availableAt) + 1);
    assert.ok(whole.span.from > dayOf(rows[20]!.availableAt));
    assert.equal(whole.inAlarm.alert.length, whole.span.until - whole.span.from);
    const at = (day: number) => whole.inAlarm.alert[day - whole.span.from];
    assert.deepEqual([at(jump - 1), at(jump), at(jump + 29)], [0, 1, 1]);
    assert.equal(whole.days.length, whole.scores.alert.length);
    assert.equal(whole.days.length, whole.scores.ewma.length);
  });

  it('is cut to the time that is looked at, with the state that it has when that begins', () => {
    const time = { from: jump + 1, until: jump + 100 };
    const cut = judge(LISTED, rows, { ...always, time })!;
    assert.deepEqual(cut.span, time);
    assert.ok(!cut.rises.alert.includes(jump));
    assert.equal(cut.inAlarm.alert[0], 1);
    const all = whole.inAlarm.alert.subarray(time.from - whole.span.from, time.until - whole.span.from);
    assert.deepEqual(cut.inAlarm.alert, new Uint8Array(all));
    assert.equal(judge(LISTED, rows, { ...always, time: { from: 0, until: 100 } }), undefined);
    assert.equal(judge(LISTED, rows.slice(0, 5), always), undefined);
  });

  it('says nothing else when later values are others', () => {
    const shorter = judge(LISTED, rows.slice(0, 110), always)!;
    const until = shorter.span.until - 1;
    assert.deepEqual(
      shorter.rises.alert,
      whole.rises.alert.filter((day) => day <= until),
    );
  });
});
