import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rank } from '../../src/injection/ranking.ts';
import { inject, SHOCK_NAMES } from '../../src/injection/shocks.ts';
import { seeded } from '../../src/replay/random.ts';

/** Changes of ±1 in turn: their median is 0 or ±1, and every deviation from 0 is 1. */
function zigzag(length: number): { ordinals: number[]; values: number[] } {
  return {
    ordinals: Array.from({ length }, (_, at) => at),
    values: Array.from({ length }, (_, at) => (at % 4 < 2 ? at % 4 : 3 - (at % 4)) - 10),
  };
}

function noise(length: number, seed: number) {
  const random = seeded(seed);
  let value = 100;
  return {
    ordinals: Array.from({ length }, (_, at) => at),
    values: Array.from({ length }, () => {
      value *= Math.exp((random() - 0.5) * 0.05);
      return value;
    }),
  };
}

test('shocks: nothing changes before the shock, and what stays stays', () => {
  const points = noise(400, 2);
  for (const shock of SHOCK_NAMES) {
    const { values, end } = inject(shock, points, 300, { pace: 'W', sign: 1 })!;
    for (let at = 0; at < 300; at += 1)
      assert.ok(Math.abs(values[at]! / points.values[at]! - 1) < 1e-12, shock);
    const after = Math.log(values[end + 1]! / points.values[end + 1]!);
    const later = Math.log(values[399]! / points.values[399]!);
    assert.ok(Math.abs(after - later) < 1e-9, shock);
  }
});

test('shocks: step and ramp are so many spreads of the changes, in the harmful direction', () => {
  const points = zigzag(200);
  // Changes of 0, 1, 0, −1: the median is 0 and half of the deviations are 1, so the median deviation is 0.5.
  const sigma = 1.4826 * 0.5;
  const step = inject('step', points, 151, { pace: 'D', sign: -1 });
  assert.ok(step !== undefined);
  assert.ok(Math.abs(step.values[151]! - points.values[151]! + 4 * sigma) < 1e-9);
  const ramp = inject('ramp', points, 151, { pace: 'D', sign: 1 });
  assert.ok(Math.abs(ramp!.values[153]! - points.values[153]! - 3 * sigma) < 1e-9);
  assert.ok(Math.abs(ramp!.values[199]! - points.values[199]! - 6 * sigma) < 1e-9);
});

test('shocks: a flat or short series takes none', () => {
  const flat = {
    ordinals: Array.from({ length: 100 }, (_, at) => at),
    values: Array.from({ length: 100 }, () => 5),
  };
  assert.equal(inject('step', flat, 60, { pace: 'M', sign: 1 }), undefined);
  assert.equal(inject('step', noise(20, 1), 10, { pace: 'M', sign: 1 }), undefined);
});

test('ranking: counts what is found beyond chance, the same for the same seed', () => {
  const hosts = [1, 2, 3].map((seed) => {
    const points = noise(300, seed);
    return {
      ...points,
      series: `s${seed}`,
      pace: 'M' as const,
      direction: 'up' as const,
      isCalm: points.values.map(() => true),
    };
  });
  const options = { placements: 40, seed: 3, alarmTime: 0.06 };
  const ranked = rank(hosts, options);
  assert.deepEqual(rank(hosts, options), ranked);
  const step = ranked.find(({ detector, shock }) => detector === 'alert' && shock === 'step')!;
  assert.equal(step.placements, 40);
  assert.ok(Math.abs(step.gain - (step.found - step.foundWithout)) < 1e-12);
  assert.ok(step.gain > 0.5 && step.standardError > 0 && step.standardError < 0.1);
});
