import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Budget } from '../../../src/detect/channels/thresholds.ts';
import { Watch } from '../../../src/detect/channels/watch.ts';
import { restoreState, stateOf } from '../../../src/detect/state-at-rest.ts';
import { LEVELS } from '../../../src/domain/level.ts';
import { wandering } from './wandering.ts';

function watched(
  values: readonly number[],
  budget: Budget,
  calibrates: (at: number) => boolean = () => true,
) {
  const watch = new Watch({ pace: 'M', direction: 'up', budget });
  return values.map((value, at) => watch.step(24_000 + at, value, { calibrates: calibrates(at) }).findings);
}

test('watch: the time in alarm stays near the budget that is stated', () => {
  for (const alarmTime of [0.03, 0.06, 0.12]) {
    let [steps, inAlarm] = [0, 0];
    for (let seed = 1; seed <= 20; seed += 1) {
      for (const [alert] of watched(wandering(400, seed), { alarmTime })) {
        if (alert!.score === null) continue;
        steps += 1;
        if (alert!.level === 'alert' || alert!.level === 'serious') inAlarm += 1;
      }
    }
    assert.ok(inAlarm / steps < 1.2 * alarmTime, `${inAlarm / steps} of ${alarmTime}`);
    assert.ok(inAlarm / steps > 0.3 * alarmTime, `${inAlarm / steps} of ${alarmTime}`);
  }
});

test('watch: fewer alarms a year where fewer are allowed', () => {
  const alarms = (risesPerYear: number) =>
    watched(wandering(800, 3), { risesPerYear }).filter(([alert]) => alert!.alarm).length;
  assert.ok(alarms(0.2) < alarms(1));
  assert.ok(alarms(1) <= 1.5 * (800 / 12));
});

test('watch: caution never reaches a level above caution', () => {
  const rising = wandering(100, 5).map((value, at) => value * 1.4 ** Math.max(0, at - 60));
  const levels = watched(rising, { alarmTime: 0.06 }).map(([, caution]) => caution!.level);
  assert.ok(levels.includes('caution'));
  assert.ok(
    levels.every((level) => level === undefined || LEVELS.indexOf(level) <= LEVELS.indexOf('caution')),
  );
});

test('watch: the future changes no finding of the past', () => {
  const values = wandering(200, 8);
  const changed = values.map((value, at) => (at < 120 ? value : value * 3));
  const budget = { alarmTime: 0.06 };
  assert.deepEqual(watched(changed, budget).slice(0, 120), watched(values, budget).slice(0, 120));
});

test('watch: steps that do not calibrate leave the thresholds as they are', () => {
  const calm = wandering(150, 2);
  const wild = wandering(100, 3).map((value, at) => value * (at % 3 === 0 ? 2 : 1));
  const values = [...calm, ...wild];
  const alarms = (calibrates: (at: number) => boolean) =>
    watched(values, { alarmTime: 0.03 }, calibrates).filter(
      ([{ level } = { level: undefined }]) => level === 'alert' || level === 'serious',
    ).length;
  assert.ok(alarms((at) => at < 150) >= alarms(() => true));
});

test('watch: a series that rested is judged as if it had not, and so is one after another that was cleared', () => {
  for (const [pace, budget] of [
    ['M', { alarmTime: 0.03 }],
    ['M', { alarmTime: 0.03, risesPerYear: 0.5 }],
    ['D', { alarmTime: 0.03 }],
  ] as const) {
    const options = { pace, direction: 'up', budget } as const;
    const [resting, reused] = [new Watch(options), new Watch(options)];
    for (const value of wandering(300, 9)) reused.advance(1, value);
    reused.clear();
    const through = new Watch(options);
    let state = stateOf(resting);
    for (const [at, value] of wandering(500, 4).entries()) {
      restoreState(resting, state);
      const said = resting.step(24_000 + at, value).findings;
      state = stateOf(resting);
      resting.advance(30_000, 7);
      assert.deepEqual(said, through.step(24_000 + at, value).findings);
      reused.advance(24_000 + at, value);
    }
    assert.deepEqual(stateOf(reused), state);
  }
});
