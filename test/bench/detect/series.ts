import type { Indicator } from '../../../src/domain/indicator.ts';
import type { ObservationBatch } from '../../../src/ingest/batch.ts';
import { seeded } from '../../../src/replay/random.ts';
import { catalogue, keyOf } from '../store/data.ts';

/** Made-up months of a national system: prices and volumes, each a walk with a season of its own. */
export interface Months {
  readonly series: number;
  readonly periods: number;
  /** The number of the newest month. */
  readonly newest: number;
}

/** Those of the store's bench, with detectors that suit them: every second one is a price, the others are volumes. */
export function watchedCatalogue(): Indicator[] {
  return catalogue().map((indicator, index) => ({
    ...indicator,
    kind: index % 2 === 0 ? ('price' as const) : ('volume' as const),
    harmful: index % 2 === 0 ? ('up' as const) : ('down' as const),
  }));
}

/** So many values of one series. */
export function walk(series: number, periods: number): Float64Array {
  const random = seeded(series + 1);
  const season = 0.1 * random();
  let level = 100 * (1 + random());
  return Float64Array.from({ length: periods }, (_, period) => {
    level *= Math.exp((random() + random() + random() - 1.5) * 0.06);
    return level * (1 + season * Math.sin((2 * Math.PI * period) / 12));
  });
}

/** Some series after one another, each month published in the middle of the next one. */
export function batchOf(from: number, count: number, { periods, newest }: Months): ObservationBatch {
  const first = newest - periods + 1;
  const values = new Float64Array(count * periods);
  const ordinals = new Int32Array(count * periods);
  const knownAt = new Float64Array(count * periods);
  for (let each = 0; each < count; each++) {
    values.set(walk(from + each, periods), each * periods);
    for (let period = 0; period < periods; period++) {
      const next = first + period + 1;
      ordinals[each * periods + period] = first + period;
      knownAt[each * periods + period] = Date.UTC(Math.floor(next / 12), next % 12, 14);
    }
  }
  return {
    series: Array.from({ length: count }, (_, each) => keyOf(from + each)),
    starts: Uint32Array.from({ length: count + 1 }, (_, each) => each * periods),
    ordinals,
    values,
    statuses: new Uint8Array(count * periods),
    knownAt,
  };
}
