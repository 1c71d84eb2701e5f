import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { memoryOf } from '../../src/detect/channels/changes.ts';
import { PACES } from '../../src/detect/channels/pace.ts';
import type { Detector, Parameters, Point, SeriesDescription } from '../../src/detect/detectors/detector.ts';
import { robustChangeMemory } from '../../src/detect/detectors/robust-change.ts';
import { LEVELS } from '../../src/domain/level.ts';
import { allShipped, FREQUENCIES } from '../detect/series.ts';
import { positiveSeriesOf, seriesOf, shrunk } from './arbitrary-series.ts';

/** What a detector says of a value that comes after these points. */
function scorer(
  detector: Detector,
  parameters: Parameters,
  series: SeriesDescription,
  before: readonly Point[],
) {
  return (point: Point): number => {
    const stream = detector.stream(parameters, series);
    for (const each of before) stream.step(each);
    return stream.step(point).score;
  };
}

function inPerCent(points: Point[]): Point[] {
  return points.map(({ ordinal, value }) => ({ ordinal, value: value % 500 }));
}

for (const frequency of FREQUENCIES) {
  for (const { detector, parameters: shipped } of allShipped(frequency)) {
    const parameters = shrunk(shipped);
    const memory = detector.memory(parameters, frequency);
    // Which scale a change is measured on depends on the sign of so many values.
    const scaleMemory =
      detector.channel !== undefined
        ? memoryOf(PACES[frequency])
        : parameters.longRun === undefined
          ? memory
          : robustChangeMemory(parameters as never, frequency);
    // A supplier goes or comes on any series; the side of a stated value is among the parameters.
    const hasSides = detector.name !== 'supplier-change' && detector.name !== 'threshold';
    const anyPoints = fc.oneof(seriesOf(memory + 8), positiveSeriesOf(memory + 8));
    // Its floor is a number of per cent, which is lost beside values of any size.
    const points = detector.name === 'divergence' ? anyPoints.map(inPerCent) : anyPoints;
    const harmful = fc.constantFrom<SeriesDescription['harmful']>('up', 'down', 'both');
    const next = fc.record({
      length: fc.integer({ min: 1, max: memory + 8 }),
      gap: fc.constantFrom(1, 1, 1, 4),
    });

    test(`${detector.name} ${frequency}: just outside its band a level is reached, just inside it is not`, () => {
      fc.assert(
        fc.property(points, harmful, next, (all, side, { length, gap }) => {
          const series: SeriesDescription = { frequency, kind: 'price', harmful: side };
          const before = all.slice(0, length);
          const score = scorer(detector, parameters, series, before);
          const stream = detector.stream(parameters, series);
          for (const point of before) stream.step(point);
          const ordinal = before.at(-1)!.ordinal + gap;
          const values = before.slice(1 - scaleMemory).map(({ value }) => value);
          const positive = values.every((value) => value > 0);
          const largest = Math.max(...values.map(Math.abs));
          const at = (value: number) => score({ ordinal, value });
          const band = stream.band(ordinal);
          if (band === undefined) return;
          for (const level of LEVELS.filter((each) => parameters[each] !== undefined)) {
            const threshold = Number(parameters[level]);
            const { low, high } = band.edges(threshold);
            assert.ok(low === undefined || side !== 'up' || !hasSides);
            assert.ok(high === undefined || side !== 'down' || !hasSides);
            for (const [edge, outward] of [
              [low, -1],
              [high, 1],
            ] as const) {
              if (edge === undefined) continue;
              // Rounding: of the value itself, of what it is away from the usual, and of what it is compared with.
              // (A channel compares with the point before alone, whatever else there was.)
              const compared =
                detector.channel !== undefined
                  ? Math.max(Math.abs(edge), Math.abs(values.at(-1)!))
                  : positive
                    ? Math.abs(edge)
                    : largest;
              const step = outward * (1e-6 * Math.abs(edge - band.expected) + 1e-9 * compared);
              const [outside, inside] = [edge + step, edge - step];
              // Where a value of another sign would change the scale, the edge is that of this one.
              if (step === 0 || (positive && Math.min(outside, inside) <= 0)) continue;
              assert.ok(at(outside) >= threshold, `${level} at ${outside}: ${at(outside)} < ${threshold}`);
              if (at(inside) < threshold) continue;
              // Both sides may do harm; or what came before has every value reach it.
              const back = band.expected - (outward * Math.abs(edge - band.expected)) / 2;
              assert.ok(
                at(back) >= threshold,
                `${level} inside, at ${inside}: ${at(inside)} >= ${threshold}`,
              );
            }
          }
        }),
        { numRuns: 300 },
      );
    });

    test(`${detector.name} ${frequency}: its band comes from what came before, and moves nothing`, () => {
      fc.assert(
        fc.property(points, harmful, (all, side) => {
          const series: SeriesDescription = { frequency, kind: 'price', harmful: side };
          const [asked, silent] = [detector.stream(parameters, series), detector.stream(parameters, series)];
          const late = detector.stream(parameters, series);
          for (const [index, point] of all.entries()) {
            asked.band(point.ordinal);
            if (index > 0 && index >= all.length - memory) late.step(all[index - 1]!);
            assert.deepEqual(asked.step(point), silent.step(point));
          }
          const last = all.at(-1)!.ordinal + 1;
          late.step(all.at(-1)!);
          assert.deepEqual(late.band(last)?.edges(3), asked.band(last)?.edges(3));
        }),
        { numRuns: 60 },
      );
    });
  }
}
