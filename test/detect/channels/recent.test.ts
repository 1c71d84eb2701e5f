import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Recent, weightsOf } from '../../../src/detect/channels/recent.ts';

const isNear = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-6, `${a} and ${b}`);

test('recent: a weighted mean is the exponential one over its standard deviation', () => {
  const weights = weightsOf(0.5);
  const recent = new Recent(weights.length, 10);
  let mean = 0;
  for (const each of [1, -2, 3, 0.5, 0, 2]) {
    mean = 0.5 * each + 0.5 * mean;
    recent.push(each);
    isNear(recent.weighted(weights), mean / Math.sqrt(0.5 / 1.5));
  }
});

test('recent: no deviation counts for more than the clip, and only the newest are held', () => {
  const recent = new Recent(3, 4);
  for (const each of [9, 9, -9, 2, 1]) recent.push(each);
  isNear(recent.weighted(Float64Array.of(1, 1, 1, 1)), 1 + 2 - 4);
  isNear(recent.sum(12), (1 + 2 - 4) / Math.sqrt(3));
  assert.equal(recent.newest, 1);
});

test('recent: volatility is how far the mean square is above 1, in its standard errors', () => {
  const recent = new Recent(4, 10);
  for (const each of [2, -2, 2, -2]) recent.push(each);
  isNear(recent.volatility(4), (2 - 1) * Math.sqrt(8));
  for (const each of [0.5, -0.5, 0.5, 0.5]) recent.push(each);
  assert.equal(recent.volatility(4), 0);
});
