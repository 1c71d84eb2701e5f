import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ewma } from '../../src/detect/detectors/ewma.ts';
import { pageHinkley } from '../../src/detect/detectors/page-hinkley.ts';
import { RobustChange } from '../../src/detect/detectors/robust-change.ts';
import { seasonalZ } from '../../src/detect/detectors/seasonal-z.ts';
import { randomWalk, run } from './series.ts';

/** The robust deviations of a series, as these detectors take them. */
function deviationsOf(values: readonly number[], parameters: object): (number | undefined)[] {
  const change = new RobustChange(parameters as never, 'M');
  return values.map((value, index) => change.step({ ordinal: 24_000 + index, value }));
}

const isNear = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`);

test('ewma: as the recursion of Roberts (1959) from zero, over the exact standard deviation of so many terms', () => {
  const parameters = ewma.parameters.parse({ horizon: 200 });
  const values = randomWalk(130, 0.03, 4);
  const steps = run(ewma, parameters, values);
  let [mean, terms] = [0, 0];
  for (const [index, deviation] of deviationsOf(values, parameters).entries()) {
    if (deviation === undefined) continue;
    mean = 0.3 * deviation + 0.7 * mean;
    terms += 1;
    // Montgomery, Introduction to Statistical Quality Control: λ / (2 − λ) · (1 − (1 − λ)^2t).
    const variance = (0.3 / 1.7) * (1 - 0.7 ** (2 * terms));
    isNear(steps[index]!.score, mean / Math.sqrt(variance));
  }
  assert.ok(terms > 100);
});

test('ewma: over a horizon of one it is the deviation itself', () => {
  const parameters = ewma.parameters.parse({ horizon: 1 });
  const values = randomWalk(120, 0.03, 6);
  const z = run(seasonalZ, seasonalZ.parameters.parse({}), values);
  for (const [index, { score }] of run(ewma, parameters, values).entries()) isNear(score, z[index]!.score);
});

test('ewma: three changes of two and a half sigma alert together, though none of them does', () => {
  const values = randomWalk(150, 0.03, 21, (index) => (index >= 130 && index < 134 ? 0.075 : 0));
  const single = run(seasonalZ, seasonalZ.parameters.parse({}), values).slice(130, 134);
  assert.ok(single.every(({ level }) => level !== 'alert' && level !== 'serious'));
  const steps = run(ewma, ewma.parameters.parse({}), values).slice(130, 135);
  assert.ok(steps.some(({ level }) => level === 'caution' || level === 'alert'));
  const down = run(ewma, ewma.parameters.parse({}), values, { harmful: 'down' });
  assert.ok(down[133]!.score < 0 && down[133]!.side === 'below');
});

/** The test as it is published: the sum of x − mean up to x − δ, above its least so far. */
function published(deviations: readonly number[], drift: number): number {
  let [sum, total, least] = [0, 0, 0];
  deviations.forEach((deviation, index) => {
    sum += deviation;
    total += deviation - sum / (index + 1) - drift;
    least = Math.min(least, total);
  });
  return total - least;
}

test('page-hinkley: as it is published, over the horizon', () => {
  const parameters = pageHinkley.parameters.parse({ horizon: 10, drift: 0.25 });
  const values = randomWalk(130, 0.03, 9, (index) => (index >= 115 ? 0.05 : 0));
  const steps = run(pageHinkley, parameters, values);
  const clipped: number[] = [];
  for (const [index, deviation] of deviationsOf(values, parameters).entries()) {
    if (deviation === undefined) continue;
    clipped.push(Math.min(5, Math.max(-5, deviation)));
    isNear(steps[index]!.score, published(clipped.slice(-10), 0.25));
  }
  assert.ok(clipped.length > 90);
});

test('page-hinkley: by hand: deviations of 0 0 4 4, a drift of half', () => {
  // Means 0, 0, 4/3, 2: −0.5, −1, −1 + 4 − 4/3 − 0.5 = 7/6, 7/6 + 4 − 2 − 0.5 = 8/3; least −1.
  isNear(published([0, 0, 4, 4], 0.5), 8 / 3 + 1);
});

test('page-hinkley: a ramp alarms, its span is that of the ramp, and noise seldom alarms', () => {
  const parameters = pageHinkley.parameters.parse({});
  const ramp = randomWalk(150, 0.03, 21, (index) => (index >= 120 && index < 132 ? 0.06 : 0));
  const steps = run(pageHinkley, parameters, ramp).slice(120, 134);
  assert.ok(steps.some(({ level, span }) => level === 'alert' && span >= 6 && span <= 13));
  const noise = Array.from({ length: 30 }, (_, seed) =>
    run(pageHinkley, parameters, randomWalk(250, 0.04, 100 + seed)).slice(100),
  ).flat();
  const share = noise.filter(({ level }) => level !== undefined).length / noise.length;
  assert.ok(share < 0.03, `${share}`);
  const alerts = noise.filter(({ level }) => level === 'alert' || level === 'serious').length;
  assert.ok(alerts / noise.length < 0.002, `${alerts}`);
});

for (const detector of [ewma, pageHinkley]) {
  test(`${detector.name}: constants, zeros, short and negative series, and another unit`, () => {
    const parameters = detector.parameters.parse({}) as never;
    const stepsOf = (values: readonly number[]) => run(detector as never, parameters, values);
    for (const values of [
      new Array<number>(120).fill(71.5),
      new Array<number>(120).fill(0),
      randomWalk(24, 0.1, 1),
    ])
      assert.ok(stepsOf(values).every(({ score, level }) => Object.is(score, 0) && level === undefined));
    const values = randomWalk(150, 0.03, 11, (index) => (index >= 130 ? 0.06 : 0));
    const scaled = stepsOf(values.map((value) => value * 1024));
    for (const [index, { score }] of stepsOf(values).entries()) isNear(scaled[index]!.score, score);
    const negative = stepsOf(values.map((value) => value - 150));
    assert.ok(
      negative.some(({ score }) => score > 1) && negative.every(({ score }) => Number.isFinite(score)),
    );
  });
}
