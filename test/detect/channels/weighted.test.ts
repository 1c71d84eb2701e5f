import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Weighted } from '../../../src/detect/channels/weighted.ts';

test('weighted: is the exponentially weighted mean over its standard deviation', () => {
  const weighted = new Weighted(0.5, 10);
  const deviation = Math.sqrt(0.5 / 1.5);
  let mean = 0;
  for (const each of [1, -2, 3, 0.5]) {
    mean = 0.5 * each + 0.5 * mean;
    assert.ok(Math.abs(weighted.step(each) - mean / deviation) < 1e-12);
  }
});

test('weighted: a weight of 1 is the newest deviation, and none counts for more than the clip', () => {
  const weighted = new Weighted(1, 4);
  assert.equal(weighted.step(2.5), 2.5);
  assert.equal(weighted.step(9), 4);
  assert.equal(weighted.step(-9), -4);
});
