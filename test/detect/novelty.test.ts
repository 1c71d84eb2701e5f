import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { novelty } from '../../src/detect/detectors/novelty.ts';
import { SortedTrail } from '../../src/detect/sorted-trail.ts';
import { randomWalk, run } from './series.ts';

const small = novelty.parameters.parse({
  window: 10,
  history: 10,
  minimum: 10,
  mean: 100,
  quiet: 5,
  floorChange: 0.001,
});

/** Runs on days, where what is dense is dense. */
const steps = (values: readonly number[], parameters = small, harmful: 'up' | 'down' | 'both' = 'both') =>
  run(novelty, parameters, values, { frequency: 'D', kind: 'price', harmful });

/** Repeats 10 values whose nearest distances are 1 each time but for the hundredth. */
const saw = Array.from({ length: 30 }, (_, index) => 100 + (index % 10));

test('novelty: the distance to the nearest earlier value, less the median, over the 99 % quantile above it', () => {
  // Every value of the saw was there before: distances 0. Then 112: 3 from 109.
  const [only] = steps([...saw, 112]).slice(-1);
  // Median 0, quantile 0, so the least unit: a thousandth of 109.
  assert.ok(Math.abs(only!.score - 3 / 0.109) < 1e-9, `${only?.score}`);
  assert.equal(only?.side, 'above');
  assert.equal(only?.span, 1, 'the nearest, 109, was the value before');
});

test('novelty: by hand with distances that differ', () => {
  // Distances of the last ten: 1 to 10, each value 1 further out than the last by one more.
  const outwards = [1000, 1001, 1003, 1006, 1010, 1015, 1021, 1028, 1036, 1045];
  const values = [...saw, ...outwards.slice(1), 1055];
  const parameters = { ...small, quiet: 0, floorChange: 1e-9 };
  const score = steps([...values, 1085], parameters).at(-1)!.score;
  // The newest is 30 from 1055; before it, distances of 10 9 8 7 6 5 4 3 2 and 1000 − 109 (= 892 of 1001).
  // Median 6.5; of ten the 99 % quantile is the largest.
  const usual = [10, 9, 8, 7, 6, 5, 4, 3, 2, 892].sort((a, b) => a - b);
  const median = (usual[4]! + usual[5]!) / 2;
  assert.ok(Math.abs(score - (30 - median) / (892 - median)) < 1e-9, `${score}`);
});

test('novelty: for as many points as it is quiet only a larger score passes', () => {
  const values = [...saw, 112, 109, 200, 109, 109, 109, 109, 109, 109, 112.5];
  const scores = steps(values)
    .slice(30)
    .map(({ score }) => score > 0);
  // 200 is 88 from 112, in units of the 3 by then; the last one is little, but nothing was for five points.
  assert.deepEqual(scores, [true, false, true, false, false, false, false, false, false, true]);
});

test('novelty: only the side that does harm counts', () => {
  assert.equal(steps([...saw, 80], small, 'up').at(-1)?.score, 0);
  assert.equal(steps([...saw, 80], small, 'down').at(-1)?.side, 'below');
  assert.ok(steps([...saw, 80], small, 'down').at(-1)!.score > 0);
});

test('novelty: a level that is held is seen by its mean', () => {
  const parameters = novelty.parameters.parse({ window: 200, history: 200, minimum: 100, mean: 20 });
  // Spikes of one point to 130 are usual here, and 130 for weeks is not.
  const noise = randomWalk(500, 0.02, 4, () => 0).map((value, index) =>
    index % 25 === 0 ? 130 : 100 + (value % 1),
  );
  const stream = novelty.stream(parameters, { frequency: 'D', kind: 'price', harmful: 'up' });
  for (const [index, value] of noise.entries()) stream.step({ ordinal: index, value });
  let found = false;
  for (let index = 0; index < 15; index += 1) {
    const step = stream.step({ ordinal: 500 + index, value: 130 });
    const { ofMean, value } = stream.details?.() ?? {};
    if (step.level !== undefined && ofMean === 20 && value! > 103) found = true;
  }
  assert.ok(found);
});

test('novelty: another unit and another origin give the same; constants and short series say nothing', () => {
  const parameters = novelty.parameters.parse({ window: 100, history: 100, floorChange: 1e-6 });
  const values = randomWalk(330, 0.02, 12, (index) => (index === 320 ? 0.5 : 0));
  const plain = steps(values, parameters);
  assert.ok(plain[320]!.score > 4);
  for (const moved of [values.map((value) => value * 1024), values.map((value) => value + 50)])
    for (const [index, { score }] of steps(moved, parameters).entries())
      assert.ok(Math.abs(score - plain[index]!.score) < 1e-6 * (1 + score));
  for (const still of [new Array<number>(400).fill(7), new Array<number>(400).fill(0), values.slice(0, 150)])
    assert.ok(steps(still, parameters).every(({ score }) => Object.is(score, 0)));
  assert.equal(steps([...new Array<number>(400).fill(0), 5], parameters).at(-1)?.score, 50);
});

test('sorted-trail: says what sorting the last numbers says', () => {
  const numbers = fc.array(
    fc.oneof(fc.integer({ min: -4, max: 4 }), fc.double({ noNaN: true, min: -9, max: 9 })),
    { minLength: 1, maxLength: 60 },
  );
  fc.assert(
    fc.property(
      numbers,
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: -5, max: 5 }),
      (all, capacity, near) => {
        const trail = new SortedTrail(capacity);
        for (const [index, number] of all.entries()) {
          trail.push(number);
          const held = all.slice(Math.max(0, index + 1 - capacity), index + 1).map((each) => each + 0);
          const sorted = Float64Array.from(held).sort();
          assert.equal(trail.length, held.length);
          assert.deepEqual(
            held.map((_, place) => trail.at(place)),
            [...sorted],
          );
          assert.equal(trail.largestMagnitude(), Math.max(...held.map(Math.abs)));
          const back = held.slice(0, -1).lastIndexOf(near);
          assert.equal(trail.pushesBack(near), back === -1 ? undefined : held.length - 1 - back);
          const middle = sorted.length >> 1;
          assert.equal(
            trail.median(),
            sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1]! + sorted[middle]!) / 2,
          );
          assert.equal(trail.quantile(0.99), sorted[Math.ceil(0.99 * sorted.length) - 1]);
          const least = Math.min(...held.map((each) => Math.abs(each - near)));
          assert.equal(Math.abs(trail.nearest(near) - near), least);
        }
      },
    ),
  );
});
