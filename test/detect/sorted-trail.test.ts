import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { median, robustSpread } from '../../src/detect/robust.ts';
import { SortedTrail } from '../../src/detect/sorted-trail.ts';

const numbers = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 80 });

test('sorted trail: median and spread are those of the last numbers, bit for bit', () => {
  fc.assert(
    fc.property(numbers, fc.integer({ min: 1, max: 20 }), (all, capacity) => {
      const trail = new SortedTrail(capacity);
      for (const [index, number] of all.entries()) {
        trail.push(number);
        // It holds 0 in the place of -0.
        const newest = all.slice(Math.max(0, index + 1 - capacity), index + 1);
        const held = Float64Array.from(newest, (each) => each + 0);
        const centre = median(held);
        assert.equal(trail.length, held.length);
        assert.equal(trail.median(), centre);
        assert.equal(trail.spread(centre), robustSpread(held, centre));
      }
    }),
  );
});

test('sorted trail: equal numbers leave one at a time', () => {
  const trail = new SortedTrail(3);
  for (const number of [5, 5, 5, 1]) trail.push(number);
  assert.equal(trail.median(), 5);
  trail.push(1);
  assert.equal(trail.median(), 1);
});
