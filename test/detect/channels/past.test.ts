import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Alarm, timeInAlarm } from '../../../src/detect/channels/alarm.ts';
import { Past } from '../../../src/detect/channels/past.ts';

const pastOf = (scores: readonly number[], capacity: number) => {
  const past = new Past(capacity);
  for (const score of scores) past.add(score);
  return past;
};

const numbersOf = (past: Past) => {
  const sorted = past.sorted();
  return Array.from({ length: sorted.length }, (_, index) => sorted.at(index));
};

test('past: rises are counted with the quiet after each', () => {
  const past = pastOf([10, 1, 10, 1, 10], 10);
  assert.equal(past.rises(10, 0), 3);
  assert.equal(past.rises(10, 2), 2);
});

test('past: at any threshold as much time in alarm, and as many rises, as by going through the scores', () => {
  const score = fc.integer({ min: -20, max: 60 }).map((parts) => (parts * 7) / 100);
  fc.assert(
    fc.property(
      fc.array(score, { maxLength: 80 }),
      fc.integer({ min: 1, max: 40 }).map((tenths) => tenths / 10 + 0.005),
      fc.integer({ min: 0, max: 4 }),
      (scores, least, refractory) => {
        const past = pastOf(scores, 100);
        const inAlarm = numbersOf(past).filter((reached) => reached >= least).length;
        assert.equal(inAlarm, Math.round(timeInAlarm(scores, least) * scores.length));
        const alarm = new Alarm(refractory);
        assert.equal(past.rises(least, refractory), scores.filter((each) => alarm.step(each, least)).length);
      },
    ),
  );
});

test('past: no more scores than it holds, the newest ones', () => {
  assert.deepEqual(numbersOf(pastOf([9, 0, 3, 1, 2], 3)), [1.429, 2, 3]);
});
