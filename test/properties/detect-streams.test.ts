import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { SeriesDescription } from '../../src/detect/detectors/detector.ts';
import { allShipped, FREQUENCIES } from '../detect/series.ts';
import { positiveSeriesOf, seriesOf, shrunk } from './arbitrary-series.ts';

for (const frequency of FREQUENCIES) {
  for (const { detector, parameters: shipped } of allShipped(frequency)) {
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
          assert.deepStrictEqual(late.details?.(), whole.details?.());
          for (const { score } of fromStart) {
            assert.ok(Number.isFinite(score) && !Object.is(score, -0));
          }
        }),
        { numRuns: 200 },
      );
    });
  }
}

for (const { detector, parameters: shipped } of new Map(
  [...allShipped('M'), ...allShipped('D')].map((each) => [each.detector.name, each]),
).values()) {
  const parameters = shrunk(shipped);
  test(`${detector.name}: what comes later changes nothing that was said`, () => {
    const length = detector.memory(parameters, 'M') + 10;
    fc.assert(
      fc.property(seriesOf(length), seriesOf(length), fc.nat({ max: length - 1 }), (one, other, until) => {
        const series: SeriesDescription = { frequency: 'M', kind: 'price', harmful: 'both' };
        const said = [one, [...one.slice(0, until), ...other.slice(until)]].map((points) => {
          const stream = detector.stream(parameters, series);
          return points.map((point) => stream.step(point)).slice(0, until);
        });
        assert.deepStrictEqual(said[0], said[1]);
      }),
      { numRuns: 20 },
    );
  });
}

test('detectors: the shipped memory is exact too', () => {
  for (const frequency of FREQUENCIES) {
    for (const { detector, parameters } of allShipped(frequency)) {
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
