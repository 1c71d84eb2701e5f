import fc from 'fast-check';
import type { Parameters, Point } from '../../src/detect/detectors/detector.ts';

/** Values as they come: a walk, flat runs, zeros, negative numbers, jumps; with gaps between the periods. */
export function seriesOf(length: number): fc.Arbitrary<Point[]> {
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
export function positiveSeriesOf(length: number): fc.Arbitrary<Point[]> {
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
  weight: 0.3,
  short: 3,
  long: 6,
  near: 6,
  far: 9,
  history: 9,
  mean: 4,
  quiet: 5,
  years: 2,
  minimumYears: 2,
  confirm: 2,
  span: 4,
  smooth: 3,
};

/** The shipped thresholds on small windows. */
export function shrunk(shipped: Parameters): Parameters {
  return Object.fromEntries(
    Object.entries(shipped).map(([name, value]) => [name, Object.hasOwn(SMALL, name) ? SMALL[name]! : value]),
  );
}
