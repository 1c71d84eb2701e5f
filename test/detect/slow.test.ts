import assert from 'node:assert/strict';
import { test } from 'node:test';
import { levelChange } from '../../src/detect/detectors/level-change.ts';
import { volatility } from '../../src/detect/detectors/volatility.ts';
import { normal, randomWalk, run } from './series.ts';

/** Changes that are their own logarithms' differences: values whose logarithm moves by these. */
function walked(changes: readonly number[]): number[] {
  let log = 0;
  return [0, ...changes].map((change) => {
    log += change;
    return Math.exp(log);
  });
}

function isNear(actual: number | undefined, expected: number, tolerance = 1e-9): void {
  assert.ok(actual !== undefined && Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);
}

const alternating = (length: number, size: number) =>
  Array.from({ length }, (_, index) => (index % 2 === 0 ? size : -size));

test('volatility: the logarithm of the ratio of spreads over what it varies by', () => {
  const parameters = volatility.parameters.parse({ short: 4, window: 8, minimum: 8, seasonYears: 0 });
  const stream = volatility.stream(parameters, { frequency: 'M', kind: 'price', harmful: 'up' });
  const values = walked([...alternating(8, 0.02), ...alternating(4, 0.06)]);
  const steps = values.map((value, index) => stream.step({ ordinal: index, value }));
  // Median 0, usual spread 0.02, MAD 0.02 · 1.4826, clipped at four of these: 0.118, so not at all.
  const width = Math.sqrt((Math.PI / 2 - 1) * (1 / 4 + 1 / 8));
  isNear(steps.at(-1)?.score, Math.log(3) / width);
  isNear(stream.details?.().ratio, 3);
  assert.deepEqual([steps.at(-1)?.level, steps.at(-1)?.span], [undefined, 4]);
});

test('volatility: a calm counts below 0, one jump is no turbulence, and it never says more than caution', () => {
  const parameters = volatility.parameters.parse({ seasonYears: 0 });
  const calm = run(volatility, parameters, walked([...alternating(80, 0.05), ...alternating(12, 0.01)]));
  assert.ok(calm.at(-1)!.score < -3 && calm.at(-1)!.side === 'below');
  const jump = run(volatility, parameters, walked([...alternating(80, 0.03), ...alternating(6, 0.03), 1.5]));
  assert.ok(jump.every(({ level }) => level === undefined));
  const wild = run(volatility, parameters, walked([...alternating(80, 0.02), ...alternating(12, 0.9)]));
  assert.equal(wild.at(-1)?.level, 'caution');
});

test('volatility: turbulence of two and a half times is mostly found, and noise seldom is', () => {
  const parameters = volatility.parameters.parse({});
  const [found, noise] = [[] as boolean[], [] as boolean[]];
  for (let seed = 0; seed < 30; seed += 1) {
    const next = normal(seed);
    const changes = Array.from({ length: 180 }, (_, index) => 0.03 * next() * (index >= 160 ? 2.5 : 1));
    const steps = run(volatility, parameters, walked(changes));
    found.push(steps.slice(165, 181).some(({ level }) => level !== undefined));
    noise.push(...steps.slice(110, 160).map(({ level }) => level !== undefined));
  }
  assert.ok(found.filter(Boolean).length >= 18, `${found.filter(Boolean).length} of 30`);
  assert.ok(noise.filter(Boolean).length <= 30, `${noise.filter(Boolean).length} of ${noise.length}`);
});

test('volatility and level-change: another unit gives the same scores, and other signs another scale', () => {
  for (const detector of [volatility, levelChange]) {
    const parameters = detector.parameters.parse({}) as never;
    const values = randomWalk(160, 0.04, 3);
    const [steps, scaled] = [values, values.map((value) => value * 1024)].map((each) =>
      run(detector as never, parameters, each),
    );
    for (const [index, { score }] of steps!.entries()) isNear(scaled![index]?.score, score, 1e-9);
    // On the plain scale a constant that is added moves differences by rounding alone.
    const plain = values.map((value) => value - 200);
    const sign = run(detector as never, parameters, plain);
    assert.ok(sign.some(({ score }) => score !== 0) && sign.every(({ score }) => Number.isFinite(score)));
  }
});

test('volatility and level-change: constants, zeros and short series say nothing', () => {
  for (const detector of [volatility, levelChange]) {
    const parameters = detector.parameters.parse({}) as never;
    for (const values of [
      new Array<number>(120).fill(71.5),
      new Array<number>(120).fill(0),
      randomWalk(30, 0.1, 1),
    ])
      assert.ok(run(detector as never, parameters, values).every(({ score }) => Object.is(score, 0)));
  }
});

test('level-change: the mean of four robust deviations, by hand', () => {
  const parameters = levelChange.parameters.parse({
    short: 1,
    long: 2,
    near: 4,
    far: 6,
    window: 4,
    minimum: 4,
    floorChange: 0.001,
  });
  // Differences of a series with a negative value, so on the plain scale.
  const values = [-1, 1, 0, 2, 1, 3, 2, 9];
  const stream = levelChange.stream(parameters, { frequency: 'M', kind: 'index', harmful: 'both' });
  const steps = values.map((value, index) => stream.step({ ordinal: index, value }));
  // Changes over 1: 2 −1 2 −1 2 −1, the last four 2 −1 2 −1: median 0.5, MAD 1.5. The newest is 7.
  const short = (7 - 0.5) / (1.4826 * 1.5);
  // Changes over 2: 1 1 1 1 1; the last four: median 1, MAD 0, so the floor: 0.001 of 3. The newest is 6.
  const long = (9 - 3 - 1) / 0.003;
  // Levels: the last four 2 1 3 2: median 2, MAD 0.5; the last six 1 0 2 1 3 2: median 1.5, MAD 0.5.
  const near = (9 - 2) / (1.4826 * 0.5);
  const far = (9 - 1.5) / (1.4826 * 0.5);
  const details = stream.details?.();
  isNear(details?.short, short);
  isNear(details?.long, long, 1e-6);
  isNear(details?.near, near);
  isNear(details?.far, far);
  assert.equal(steps.at(-1)?.score, 50, 'the limit');
  const wide = levelChange.parameters.parse({ ...parameters, limit: 1000 });
  const all = run(levelChange, wide, values, { harmful: 'both', kind: 'index' });
  isNear(all.at(-1)?.score, (short + long + near + far) / 4, 1e-6);
});

test('level-change: a rise that takes two years is caution at most, and the other way it counts as little', () => {
  const parameters = levelChange.parameters.parse({});
  const slow = randomWalk(160, 0.02, 5, (index) => (index >= 130 ? 0.08 : 0));
  const up = run(levelChange, parameters, slow, { harmful: 'up' });
  assert.ok(up.slice(131).some(({ level }) => level === 'caution'));
  assert.ok(up.every(({ level }) => level !== 'alert' && level !== 'serious'));
  const down = run(levelChange, parameters, slow, { harmful: 'down' });
  assert.equal(down.at(-1)?.score, -up.at(-1)!.score);
  assert.equal(down.at(-1)?.level, undefined);
});

test('level-change: over a gap the change is taken for what it spans', () => {
  const parameters = levelChange.parameters.parse({ floorChange: 0.001 });
  const values = randomWalk(120, 0.03, 8);
  const scoreAfter = (gap: number) => {
    const stream = levelChange.stream(parameters, { frequency: 'M', kind: 'price', harmful: 'up' });
    for (const [index, value] of values.entries()) stream.step({ ordinal: index, value });
    return stream.step({ ordinal: 119 + gap, value: values[119]! * 1.3 }).score;
  };
  assert.ok(scoreAfter(36) < scoreAfter(1));
});
