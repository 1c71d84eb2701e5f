import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Parameters, Point, SeriesDescription } from '../../src/detect/detectors/detector.ts';
import { detectorsFor } from '../../src/detect/parameters.ts';
import { FREQUENCIES, SETTINGS } from '../detect/series.ts';

/** Values as they come: a walk, flat runs, zeros, negative numbers, jumps; with gaps between the periods. */
function seriesOf(length: number): fc.Arbitrary<Point[]> {
  const move = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.double({ min: -0.1, max: 0.1, noNaN: true }).map((x) => (v: number) => v * (1 + x)),
    },
    { weight: 3, arbitrary: fc.constant((v: number) => v) },
    { weight: 1, arbitrary: fc.constantFrom(0, 1e-300, 5, -3, 1e90).map((x) => () => x) },
    { weight: 1, arbitrary: fc.constant((v: number) => v + 1) },
  );
  const gap = fc.oneof(
    { weight: 8, arbitrary: fc.constant(1) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 30 }) },
  );
  const steps = fc.array(fc.record({ move, gap }), { minLength: length, maxLength: length });
  return steps.map((all) => {
    const points: Point[] = [];
    for (const step of all) {
      const before = points.at(-1) ?? { ordinal: 24_000, value: 50 };
      points.push({ ordinal: before.ordinal + step.gap, value: step.move(before.value) });
    }
    return points;
  });
}

/** Also without zeros, since these switch logarithms off for as long as they are remembered. */
function positiveSeriesOf(length: number): fc.Arbitrary<Point[]> {
  return seriesOf(length).map((points) =>
    points.map(({ ordinal, value }) => ({ ordinal, value: Math.abs(value) % 1000 || 7 })),
  );
}

/** Small windows, so that a short series is long enough; other shapes than the shipped ones. */
const SMALL: Parameters = {
  window: 8,
  minimum: 5,
  seasonYears: 2,
  longRun: 11,
  floorShare: 0.25,
  floorChange: 0.005,
  limit: 50,
  horizon: 5,
  drift: 0.5,
  clip: 5,
};

/** The shipped thresholds on small windows. */
function shrunk(shipped: Parameters): Parameters {
  return Object.fromEntries(
    Object.entries(shipped).map(([name, value]) => [name, Object.hasOwn(SMALL, name) ? SMALL[name]! : value]),
  );
}

for (const frequency of FREQUENCIES) {
  for (const { detector, parameters: shipped } of detectorsFor(SETTINGS, frequency)) {
    const parameters = shrunk(shipped);
    const memory = detector.memory(parameters, frequency);
    const harmful = fc.constantFrom<SeriesDescription['harmful']>('up', 'down', 'both');

    test(`${detector.name} ${frequency}: a step depends on the last ${memory} points, bit for bit`, () => {
      const length = memory + 15;
      const points = fc.oneof(seriesOf(length), positiveSeriesOf(length));
      fc.assert(
        fc.property(points, harmful, fc.integer({ min: 0, max: 14 }), (all, side, start) => {
          const series: SeriesDescription = { frequency, kind: 'price', harmful: side };
          const whole = detector.stream(parameters, series);
          const fromStart = all.slice(0, start + memory).map((point) => whole.step(point));
          const late = detector.stream(parameters, series);
          const fromWindow = all.slice(start, start + memory).map((point) => late.step(point));
          assert.deepStrictEqual(fromWindow.at(-1), fromStart.at(-1));
          for (const { score } of fromStart) {
            assert.ok(Number.isFinite(score) && !Object.is(score, -0));
          }
        }),
        { numRuns: 200 },
      );
    });
  }
}

test('detectors: the shipped memory is exact too', () => {
  for (const frequency of FREQUENCIES) {
    for (const { detector, parameters } of detectorsFor(SETTINGS, frequency)) {
      const memory = detector.memory(parameters, frequency);
      fc.assert(
        fc.property(fc.oneof(seriesOf(memory + 3), positiveSeriesOf(memory + 3)), (all) => {
          const series: SeriesDescription = { frequency, kind: 'price', harmful: 'up' };
          const [whole, late] = [detector.stream(parameters, series), detector.stream(parameters, series)];
          const expected = all.map((point) => whole.step(point)).at(-1);
          assert.deepStrictEqual(
            all
              .slice(-memory)
              .map((point) => late.step(point))
              .at(-1),
            expected,
          );
        }),
        { numRuns: 3 },
      );
    }
  }
});
