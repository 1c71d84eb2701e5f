import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { seasonalZ } from '../../src/detect/detectors/seasonal-z.ts';
import { KeptPoints } from '../../src/detect/kept-points.ts';
import type { SeriesStore } from '../../src/detect/port.ts';
import { Streams } from '../../src/detect/streams.ts';
import type { SeriesPoint } from '../../src/domain/series.ts';
import { formatPeriod } from '../../src/domain/time.ts';

const SERIES = 'UREA_PRICE/W.W';
const START = 24_000;

/** A series that grows, sometimes by several points, sometimes with a gap, and whose past is sometimes revised. */
const change = fc.record({
  revise: fc.option(fc.integer({ min: 1, max: 40 }), { freq: 3 }),
  grow: fc.integer({ min: 0, max: 3 }),
  gap: fc.integer({ min: 0, max: 2 }),
  value: fc.double({ min: 1, max: 100, noNaN: true }),
});

function point(ordinal: number, value: number): SeriesPoint {
  return { ordinal, value, period: formatPeriod('M', ordinal), knownAt: 0 };
}

/** Applies a change and returns the first period that it touched. */
function apply(
  points: SeriesPoint[],
  { revise, grow, gap, value }: { revise: number | null; grow: number; gap: number; value: number },
): number {
  let from = Number.POSITIVE_INFINITY;
  const revised = revise === null ? -1 : points.length - revise;
  if (revised >= 0) {
    from = points[revised]!.ordinal;
    points[revised] = point(from, value);
  }
  for (let n = 0; n < grow; n += 1) {
    const ordinal = (points.at(-1)?.ordinal ?? START) + 1 + (n === 0 ? gap : 0);
    points.push(point(ordinal, value + n));
    from = Math.min(from, ordinal);
  }
  return from;
}

test('kept points: are what the store has, and streams say the same as on all of it, whatever changed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 5, maxLength: 40 }), async (changes) => {
      const points = Array.from({ length: 60 }, (_, index) => point(START + index, 50 + ((index * 7) % 11)));
      const store = {
        window: async (_series: string, length: number) => points.slice(-length),
      } as unknown as SeriesStore;
      const kept = new KeptPoints(store, 10);
      const streams = new Streams(10);
      const parameters = seasonalZ.parameters.parse({ window: 12, minimum: 6, longRun: 12, seasonYears: 1 });
      const description = { frequency: 'M', kind: 'price', harmful: 'up' } as const;
      const length = seasonalZ.memory(parameters, 'M') + 20;
      await kept.read({ series: SERIES, fromOrdinal: START, revision: 0 }, length, points.at(-1)!.ordinal);
      for (const one of changes) {
        const fromOrdinal = apply(points, one);
        if (!Number.isFinite(fromOrdinal)) continue;
        const read = await kept.read(
          { series: SERIES, fromOrdinal, revision: 1 },
          length,
          points.at(-1)!.ordinal + 1,
        );
        assert.deepEqual(read, points.slice(-length));
        const create = () => seasonalZ.stream(parameters, description);
        const said = streams.run(SERIES, parameters, create, read).slice(-20);
        const fresh = new Streams(1).run(SERIES, parameters, create, points).slice(-20);
        assert.deepEqual(said, fresh);
      }
    }),
    { numRuns: 60 },
  );
});
