import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { median, robustSpread } from '../../src/detect/robust.ts';
import { Trail } from '../../src/detect/trail.ts';

const numbers = fc.array(
  fc.oneof(fc.double({ noNaN: true, min: -1e100, max: 1e100 }), fc.integer({ min: -3, max: 3 })),
  {
    minLength: 1,
    maxLength: 60,
  },
);

test('robust: the median is what sorting gives, and leaves its input alone', () => {
  fc.assert(
    fc.property(numbers, (values) => {
      const sorted = Float64Array.from(values).sort();
      const middle = sorted.length >> 1;
      const expected =
        sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
      const input = Float64Array.from(values);
      assert.equal(median(input) + 0, expected + 0);
      assert.deepEqual(input, Float64Array.from(values));
    }),
  );
});

test('robust: the spread of normal values is their standard deviation, and an outlier does not move it', () => {
  assert.equal(robustSpread(Float64Array.of(1, 2, 3, 4, 100), 3), 1.4826);
  assert.equal(robustSpread(Float64Array.of(5, 5, 5), 5), 0);
});

test('robust: there is no median of nothing', () => {
  assert.throws(() => median(new Float64Array()), RangeError);
});

test('trail: holds the last numbers, as an array would', () => {
  const lengths = fc.record({
    length: fc.integer({ min: 0, max: 12 }),
    skip: fc.integer({ min: 0, max: 3 }),
  });
  fc.assert(
    fc.property(numbers, fc.integer({ min: 1, max: 7 }), lengths, (values, capacity, { length, skip }) => {
      const trail = new Trail(capacity);
      for (const [index, value] of values.entries()) {
        trail.push(value);
        const held = values.slice(0, index + 1).slice(-capacity);
        const expected = held
          .slice(0, Math.max(0, held.length - skip))
          .slice(length === 0 ? held.length : -length);
        assert.deepEqual([...trail.last(length, skip)], expected);
      }
    }),
  );
});
