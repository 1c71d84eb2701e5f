import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { appendToBlock } from '../../../src/store/blocks/append.ts';
import { decodeBlock, encodeBlock, isIntact, MAX_POINTS, MAX_SPAN } from '../../../src/store/blocks/block.ts';
import { cutIntoBlocks } from '../../../src/store/blocks/cut.ts';
import { Points } from '../../../src/store/blocks/points.ts';

interface Row {
  readonly ordinal: number;
  readonly value: number;
  readonly status: number;
  readonly knownAt: number;
}

/** Days, minutes, seconds and milliseconds, near and far. */
const times = fc.oneof(
  fc.integer({ min: 0, max: 30 }).map((days) => Date.UTC(2020, 0, 1 + days)),
  fc.integer({ min: 0, max: 2 ** 31 }).map((seconds) => seconds * 1000),
  fc.integer({ min: -(2 ** 43), max: 2 ** 43 }),
);
const rows = (span: number) =>
  fc.array(
    fc.record({
      ordinal: fc.integer({ min: 24_000, max: 24_000 + span }),
      value: fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(Number.NaN)),
      status: fc.integer({ min: 0, max: 3 }),
      knownAt: times,
    }),
    { maxLength: 60 },
  );

function pointsOf(offered: readonly Row[]): Points {
  const points = new Points();
  for (const { ordinal, value, status, knownAt } of offered)
    points.offer(ordinal, value, status, knownAt, false);
  return points;
}

function told({ latest, earlier }: Points): unknown[] {
  return [latest, earlier].map(({ count, ordinals, values, statuses, knownAt }) =>
    [ordinals, values, statuses, knownAt].map((column) => [...column.subarray(0, count)]),
  );
}

function packed(points: Points): Uint8Array[] {
  let from = 0;
  return cutIntoBlocks(points, 0, points.latest.count).map((end) => {
    const body = Uint8Array.from(encodeBlock(points, from, end));
    from = end;
    return body;
  });
}

for (const span of [10, 300, 200_000]) {
  test(`block: what is packed over ${span} periods comes out again, bit for bit`, () => {
    fc.assert(
      fc.property(rows(span), (offered) => {
        const points = pointsOf(offered);
        const again = new Points();
        for (const body of packed(points)) decodeBlock(body, again);
        assert.deepEqual(told(again), told(points));
      }),
      { numRuns: 200 },
    );
  });
}

test('block: a long series is cut into full blocks, and a wide one where it has to be', () => {
  const long = Array.from({ length: 2 * MAX_POINTS + 3 }, (_, at) => ({
    ordinal: at,
    value: at,
    status: 0,
    knownAt: 0,
  }));
  assert.deepEqual(cutIntoBlocks(pointsOf(long), 0, long.length), [
    MAX_POINTS,
    2 * MAX_POINTS,
    2 * MAX_POINTS + 3,
  ]);
  const wide = [0, MAX_SPAN, MAX_SPAN + 1].map((ordinal) => ({ ordinal, value: 1, status: 0, knownAt: 0 }));
  assert.deepEqual(cutIntoBlocks(pointsOf(wide), 0, 3), [2, 3]);
});

test('block: what was revised often is cut sooner, but a point never', () => {
  const often = Array.from({ length: 9000 }, (_, at) => ({
    ordinal: at % 3,
    value: at,
    status: 0,
    knownAt: at,
  }));
  const points = pointsOf(often);
  assert.deepEqual(cutIntoBlocks(points, 0, 3), [1, 2, 3]);
  const again = new Points();
  for (const body of packed(points)) decodeBlock(body, again);
  assert.deepEqual(told(again), told(points));
});

/** The size of a block of 240 points without the room that is left at its end. */
function sizeOf(knownAt: (at: number) => number, value: (at: number) => number): number {
  const rows = Array.from({ length: 240 }, (_, at) => ({
    ordinal: at,
    value: value(at),
    status: 0,
    knownAt: knownAt(at),
  }));
  return packed(pointsOf(rows))[0]!.length;
}
const withRoom = (bytes: number) => Math.ceil(bytes / 128) * 128;

for (const [what, width, knownAt] of [
  ['all the same take no byte', 0, () => 1_700_000_000_123],
  ['whole days take two', 2, (at: number) => Date.UTC(2000, at, 15)],
  ['whole days at the same minute take two', 2, (at: number) => Date.UTC(2000, at, 15, 8, 30)],
  ['minutes take three', 3, (at: number) => Date.UTC(2000, at, 15, 8, at % 60)],
  ['milliseconds take five', 5, (at: number) => Date.UTC(2000, at, 15) + at],
] as const) {
  test(`block: times, ${what}`, () => {
    assert.equal(
      sizeOf(knownAt, () => Math.PI),
      withRoom(40 + 240 * (8 + width)),
    );
  });
}

for (const [what, width, value] of [
  ['a few digits take two bytes', 2, (at: number) => at / 10],
  ['more digits take four', 4, (at: number) => 12_345.67 + at],
  ['large whole numbers take four', 4, (at: number) => 2_000_000_000 + at],
  ['what needs more is kept as it is', 8, (at: number) => 3_000_000_000 + at],
  ['what has no end is kept as it is', 8, (at: number) => at / 7],
  ['a negative zero is kept as it is', 8, (at: number) => (at === 7 ? -0 : 1)],
] as const) {
  test(`block: values, ${what}`, () => {
    assert.equal(
      sizeOf(() => 0, value),
      withRoom(40 + 240 * width),
    );
  });
}

test('block: decimals come out as they went in, bit for bit', () => {
  const decimals = fc
    .tuple(fc.integer({ min: -(2 ** 33), max: 2 ** 33 }), fc.integer({ min: 0, max: 9 }))
    .map(([digits, scale]) => digits / 10 ** scale);
  fc.assert(
    fc.property(
      fc.array(fc.oneof(decimals, fc.constant(Number.NaN)), { minLength: 1, maxLength: 9 }),
      (values) => {
        const points = pointsOf(values.map((value, at) => ({ ordinal: at, value, status: 0, knownAt: 5 })));
        const again = new Points();
        for (const body of packed(points)) decodeBlock(body, again);
        assert.deepEqual(told(again), told(points));
      },
    ),
    { numRuns: 500 },
  );
});

test('block: any byte that changed is noticed', () => {
  const [body] = packed(pointsOf([{ ordinal: 1, value: 2, status: 0, knownAt: 3 }]));
  assert.equal(isIntact(body!), true);
  for (let at = 0; at < body!.length; at++) {
    const damaged = Uint8Array.from(body!);
    damaged[at]! ^= 1;
    assert.equal(isIntact(damaged), false);
  }
  assert.equal(isIntact(new Uint8Array(3)), false);
});

test('block: a point appended to a block is as if it had been offered to its points', () => {
  let [appended, others] = [0, 0];
  const tail = fc.record({
    step: fc.constantFrom(1, 1, 1, 2, 0),
    value: fc.oneof(
      fc.integer({ min: -1_000_000, max: 1_000_000 }).map((digits) => digits / 100),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    ),
    knownAt: times,
  });
  fc.assert(
    fc.property(rows(300), tail, fc.boolean(), (offered, { step, value, knownAt }, dense) => {
      // Also blocks that a point can be appended to: of consecutive periods, with statuses of one kind.
      const even = offered.map((row, at) =>
        dense ? { ...row, ordinal: 24_000 + (at >> 1), status: 0, knownAt: Date.UTC(2020, 0, at) } : row,
      );
      const points = pointsOf(even);
      const { latest } = points;
      if (latest.count === 0) return;
      const [body] = packed(points);
      const last = latest.ordinals[latest.count - 1]!;
      const longer = appendToBlock(body!, last + step, value, knownAt);
      if (longer === undefined) {
        others += 1;
        return;
      }
      appended += 1;
      assert.equal(isIntact(longer), true);
      const again = new Points();
      decodeBlock(longer, again);
      points.offer(last + 1, value, 0, knownAt, false);
      assert.deepEqual([step, told(again)], [1, told(points)]);
    }),
    { numRuns: 2000 },
  );
  assert.ok(appended > 100 && others > 100, `${appended} appended, ${others} not`);
});
