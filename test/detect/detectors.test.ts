import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Step } from '../../src/detect/detectors/detector.ts';
import { levelRank } from '../../src/domain/level.ts';
import { normal, randomWalk, run, shipped } from './series.ts';

const z = shipped('seasonal-z', 'M');
const cusum = shipped('cusum', 'M');

function zSteps(values: readonly number[], harmful: 'up' | 'down' | 'both' = 'up'): Step[] {
  return run(z.detector, z.parameters, values, { harmful });
}

function cusumSteps(values: readonly number[], harmful: 'up' | 'down' | 'both' = 'up'): Step[] {
  return run(cusum.detector, cusum.parameters, values, { harmful });
}

function isAtLeast(step: Step | undefined, level: 'attention' | 'caution' | 'alert' | 'serious'): boolean {
  return step?.level !== undefined && levelRank(step.level) >= levelRank(level);
}

test('seasonal-z: a jump of ten usual changes alarms in its month and in no other', () => {
  const steps = zSteps(randomWalk(150, 0.03, 7, (index) => (index === 120 ? 0.3 : 0)));
  assert.ok(isAtLeast(steps[120], 'alert'));
  assert.equal(steps[120]?.side, 'above');
  assert.equal(steps[121]?.level, undefined);
});

test('seasonal-z: most steps of 4 sigma are found at caution or attention', () => {
  const found = Array.from({ length: 50 }, (_, seed) => {
    const steps = zSteps(randomWalk(150, 0.03, seed, (index) => (index === 140 ? 0.12 : 0)));
    return isAtLeast(steps[140], 'attention');
  });
  assert.ok(found.filter(Boolean).length >= 30, `${found.filter(Boolean).length} of 50`);
});

test('seasonal-z: the harmless direction raises nothing, and both directions count where both harm', () => {
  const fall = randomWalk(150, 0.03, 7, (index) => (index === 120 ? -0.3 : 0));
  assert.equal(zSteps(fall, 'up')[120]?.level, undefined);
  assert.ok(zSteps(fall, 'down')[120]!.score > 5);
  assert.ok(zSteps(fall, 'up')[120]!.score < -5);
  const both = zSteps(fall, 'both')[120];
  assert.deepEqual([both?.side, isAtLeast(both, 'alert')], ['below', true]);
});

test('seasonal-z: a season that comes every year is usual; the same change in another month is not', () => {
  const next = normal(3);
  const level = (index: number) => (index % 12 >= 6 ? 0.5 : 0) + 0.01 * next();
  const values = Array.from({ length: 160 }, (_, index) => Math.exp(level(index)));
  const steps = zSteps(values);
  assert.ok(steps.slice(72).every((step) => !isAtLeast(step, 'caution')));
  const early = values.map((value, index) => (index >= 147 && index < 150 ? value * Math.exp(0.5) : value));
  assert.ok(isAtLeast(zSteps(early)[147], 'alert'));
});

test('seasonal-z: after a flat run a jump alarms, and a rounding error does not', () => {
  const flat = new Array<number>(100).fill(71.5);
  assert.ok(isAtLeast(zSteps([...flat, 90]).at(-1), 'serious'));
  assert.equal(zSteps([...flat, 71.6]).at(-1)?.level, undefined);
  assert.ok(zSteps(flat).every(({ score }) => score === 0));
});

test('seasonal-z: zeros are figures like others', () => {
  const zeros = new Array<number>(100).fill(0);
  assert.ok(zSteps(zeros).every(({ score }) => score === 0));
  assert.equal(zSteps([...zeros, 5]).at(-1)?.level, 'serious');
  const sparse = Array.from({ length: 100 }, (_, index) => (index % 3 === 0 ? 0 : 10 + (index % 7)));
  assert.ok(zSteps(sparse).every((step) => !isAtLeast(step, 'alert')));
});

test('seasonal-z: another unit gives the same levels', () => {
  const values = randomWalk(150, 0.03, 11, (index) => (index === 120 ? 0.3 : 0));
  for (const factor of [1e-6, 1024]) {
    const scaled = zSteps(values.map((value) => value * factor));
    assert.deepEqual(
      scaled.map(({ level }) => level),
      zSteps(values).map(({ level }) => level),
    );
  }
});

test('seasonal-z: too little history raises nothing', () => {
  const steps = zSteps(randomWalk(24, 0.03, 1).concat(1e6));
  assert.ok(steps.every(({ level, score }) => level === undefined && score === 0));
});

test('seasonal-z: a change over a gap is judged by the length of the gap', () => {
  const stream = z.detector.stream(z.parameters, { frequency: 'M', kind: 'price', harmful: 'up' });
  const values = randomWalk(100, 0.03, 5);
  values.forEach((value, index) => {
    stream.step({ ordinal: index, value });
  });
  const later = stream.step({ ordinal: 99 + 25, value: values[99]! * Math.exp(0.15) });
  assert.equal(later.level, undefined);
});

test('cusum: a ramp alarms though none of its steps does', () => {
  const ramp = randomWalk(150, 0.03, 21, (index) => (index >= 120 && index < 132 ? 0.055 : 0));
  assert.ok(
    zSteps(ramp)
      .slice(120, 132)
      .every((step) => !isAtLeast(step, 'alert')),
  );
  const steps = cusumSteps(ramp).slice(120, 134);
  assert.ok(steps.some((step) => isAtLeast(step, 'alert')));
  assert.ok(steps.some(({ span, side }) => span >= 6 && side === 'above'));
});

test('cusum: one jump alone is no ramp', () => {
  const steps = cusumSteps([...new Array<number>(100).fill(71.5), 200, 200, 200]);
  assert.ok(steps.every(({ level, score }) => level === undefined && score <= 5));
});

test('cusum: the direction that does harm counts', () => {
  const fall = randomWalk(150, 0.03, 21, (index) => (index >= 120 ? -0.055 : 0));
  assert.ok(
    cusumSteps(fall, 'up')
      .slice(121)
      .every(({ level }) => level === undefined),
  );
  assert.ok(cusumSteps(fall, 'down').some((step) => isAtLeast(step, 'alert')));
  assert.equal(cusumSteps(fall, 'both')[140]?.side, 'below');
});

for (const [name, steps] of [
  ['seasonal-z', zSteps],
  ['cusum', cusumSteps],
] as const) {
  test(`${name}: noise seldom alarms`, () => {
    const all = Array.from({ length: 40 }, (_, seed) =>
      steps(randomWalk(250, 0.04, 100 + seed)).slice(100),
    ).flat();
    const share = (level: 'attention' | 'alert') =>
      all.filter((step) => isAtLeast(step, level)).length / all.length;
    assert.ok(share('attention') < 0.02, `attention ${share('attention')}`);
    assert.ok(share('alert') < 0.001, `alert ${share('alert')}`);
  });
}
