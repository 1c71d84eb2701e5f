import type { Frequency } from '../domain/indicator.ts';
import type { SeriesKey, SeriesVintages } from '../domain/series.ts';

/** Vintages that are written one after the other, in order of the periods and, within one, of the vintages. */
export class Written {
  readonly ordinals: number[] = [];
  readonly values: number[] = [];
  readonly statuses: number[] = [];
  readonly knownAt: number[] = [];

  push(ordinal: number, value: number, status: number, knownAt: number): void {
    this.ordinals.push(ordinal);
    this.values.push(value);
    this.statuses.push(status);
    this.knownAt.push(knownAt);
  }

  vintages(series: SeriesKey, frequency: Frequency): SeriesVintages {
    return {
      series,
      frequency,
      ordinals: Int32Array.from(this.ordinals),
      values: Float64Array.from(this.values),
      statuses: Uint8Array.from(this.statuses),
      knownAt: Float64Array.from(this.knownAt),
    };
  }
}

/** The first row whose period is not before `ordinal`. */
export function rowFrom({ ordinals }: Pick<SeriesVintages, 'ordinals'>, ordinal: number): number {
  let [low, high] = [0, ordinals.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ordinals[middle]! < ordinal) low = middle + 1;
    else high = middle;
  }
  return low;
}
