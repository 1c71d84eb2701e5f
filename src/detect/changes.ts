import type { Frequency } from '../domain/indicator.ts';
import { median } from './robust.ts';
import { Trail } from './trail.ts';

/** Periods in a year, where the season of a period can be told by its number; 0 where it is not used. */
export const SEASON_LENGTH: Record<Frequency, number> = { A: 0, Q: 4, M: 12, W: 0, D: 0 };

/** A seasonal median needs at least as many earlier years. */
const MIN_YEARS = 2;

/**
 * The changes of a series from point to point on one scale, raw and with the usual change of the season taken
 * off. What it says of a point depends on that point, the one before it, and the changes of `reach` periods
 * before.
 */
export class Changes {
  readonly #scale: (value: number) => number;
  readonly #frequency: Frequency;
  readonly #reach: number;
  readonly #raw: Trail;
  readonly #adjusted: Trail;
  readonly #ordinals: Trail;
  /** Periods from the point before: 1 unless there is a gap. */
  readonly #spans: Trail;
  #previous: { ordinal: number; value: number } | undefined;

  constructor(
    scale: (value: number) => number,
    frequency: Frequency,
    options: { readonly seasonYears: number; readonly capacity: number },
  ) {
    this.#scale = scale;
    this.#frequency = frequency;
    this.#reach = options.seasonYears * SEASON_LENGTH[frequency];
    this.#raw = new Trail(options.capacity);
    this.#adjusted = new Trail(options.capacity);
    this.#ordinals = new Trail(options.capacity);
    this.#spans = new Trail(options.capacity);
  }

  push(ordinal: number, value: number): void {
    const scaled = this.#scale(value);
    const previous = this.#previous;
    this.#previous = { ordinal, value: scaled };
    if (previous === undefined) return;
    const span = ordinal - previous.ordinal;
    const change = (scaled - previous.value) / this.#width(span);
    this.#adjusted.push(span === 1 ? change - this.#usual(ordinal) : change);
    this.#raw.push(change);
    this.#ordinals.push(ordinal);
    this.#spans.push(span);
  }

  /**
   * Which value would be a change of so much, without its season, at the period of this number: the inverse of
   * `push`, on the scale. `width`: by how much the value moves with it. Undefined without a point before.
   */
  inverse(
    ordinal: number,
  ): { readonly valueOf: (adjusted: number) => number; readonly width: number } | undefined {
    if (this.#previous === undefined) return undefined;
    const { ordinal: before, value } = this.#previous;
    const span = ordinal - before;
    const usual = span === 1 ? this.#usual(ordinal) : 0;
    const width = this.#width(span);
    return { valueOf: (adjusted) => value + width * (adjusted + usual), width };
  }

  /** The newest raw changes, oldest first. */
  raw(length: number, skip: number): Float64Array {
    return this.#raw.last(length, skip);
  }

  /** The newest changes without their season, oldest first. */
  adjusted(length: number, skip: number): Float64Array {
    return this.#adjusted.last(length, skip);
  }

  /** A change over several periods is as wide as that of a random walk. (Days have gaps by nature.) */
  #width(span: number): number {
    return this.#frequency === 'D' ? 1 : Math.sqrt(span);
  }

  /** The median change of the same season in earlier years. */
  #usual(ordinal: number): number {
    if (this.#reach === 0) return 0;
    // Periods follow each other, so none within reach stands further back than that many places.
    const changes = this.#raw.last(this.#reach);
    const ordinals = this.#ordinals.last(this.#reach);
    const spans = this.#spans.last(this.#reach);
    const season = SEASON_LENGTH[this.#frequency];
    const same: number[] = [];
    for (let index = 0; index < changes.length; index += 1) {
      const distance = ordinal - ordinals[index]!;
      if (spans[index] !== 1 || distance > this.#reach || distance % season !== 0) continue;
      same.push(changes[index]!);
    }
    return same.length < MIN_YEARS ? 0 : median(Float64Array.from(same));
  }
}
