import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { median, robustSpread } from '../../src/detect/robust.ts';
import { SortedWindow } from '../../src/detect/sorted-window.ts';

const numbers = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 80 });

test('sorted window: median and spread are those of the last numbers, bit for bit', () => {
  fc.assert(
    fc.property(numbers, fc.integer({ min: 1, max: 20 }), (all, capacity) => {
      const window = new SortedWindow(capacity);
      for (const [index, number] of all.entries()) {
        window.push(number);
        const held = Float64Array.from(all.slice(Math.max(0, index + 1 - capacity), index + 1));
        const centre = median(held);
        assert.equal(window.size, held.length);
        assert.equal(window.median(), centre);
        assert.equal(window.spread(centre), robustSpread(held, centre));
      }
    }),
  );
});

test('sorted window: equal numbers leave one at a time', () => {
  const window = new SortedWindow(3);
  for (const number of [5, 5, 5, 1]) window.push(number);
  assert.equal(window.median(), 5);
  window.push(1);
  assert.equal(window.median(), 1);
});
