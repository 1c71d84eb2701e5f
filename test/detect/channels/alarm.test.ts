import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Alarm, timeInAlarm } from '../../../src/detect/channels/alarm.ts';

test('alarm: rises once, stands until below 0.7 of its threshold, and keeps quiet after', () => {
  const alarm = new Alarm(2);
  const said = [1, 10, 8, 7, 6.9, 10, 6, 10, 6, 10].map((score) => alarm.step(score, 10));
  // The second rise comes four steps after the first, the third two steps later, which is too soon.
  assert.deepEqual(said, [false, true, false, false, false, true, false, false, false, true]);
});

test('alarm: time in alarm counts the steps between rise and end', () => {
  assert.equal(timeInAlarm([1, 10, 8, 7, 6.9, 1, 10, 1], 10), 4 / 8);
  assert.equal(timeInAlarm([], 10), 0);
});
