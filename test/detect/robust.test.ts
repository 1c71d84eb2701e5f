import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { median, medianOfFew, robustSpread, sortFew, spreadOf } from '../../src/detect/robust.ts';
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

test('robust: what is in order of size has the same spread, bit for bit, and few numbers the same median', () => {
  const number = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ min: -1e6, max: 1e6, noNaN: true }));
  fc.assert(
    fc.property(fc.array(number, { minLength: 1, maxLength: 400 }), number, (numbers, centre) => {
      const values = Float64Array.from(numbers, (each) => each + 0);
      const sorted = values.slice();
      sortFew(sorted, sorted.length);
      assert.deepEqual(sorted, values.toSorted());
      const place = sorted.findIndex((each) => each >= centre);
      const from = place === -1 ? sorted.length : place;
      assert.equal(spreadOf(sorted, sorted.length, from, centre), robustSpread(values, centre));
      const few = values.slice(0, 7);
      assert.equal(medianOfFew(few.slice(), few.length), median(few));
    }),
  );
});
