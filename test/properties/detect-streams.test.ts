import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { SeriesDescription } from '../../src/detect/detectors/detector.ts';
import { detectorsFor } from '../../src/detect/parameters.ts';
import { FREQUENCIES, SETTINGS } from '../detect/series.ts';
import { positiveSeriesOf, seriesOf, shrunk } from './arbitrary-series.ts';

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
