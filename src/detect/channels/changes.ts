import { median } from '../robust.ts';
import { SortedWindow } from '../sorted-window.ts';
import { Trail } from '../trail.ts';
import type { PaceSettings } from './pace.ts';

/** A seasonal median needs at least as many earlier seasons. */
const MIN_SEASONS = 2;
const MEAN_TO_SIGMA = 1.2533;
/** No deviation counts for more robust standard deviations. */
const LIMIT = 50;
/** How much of a change follows from the one before is read off deviations of at most so many. */
const CLIP = 3;
/** No more of a change than this is laid to the one before. */
const MOST_CARRIED = 0.5;

/** What a step looks like beside those of the window before it, in robust standard deviations. */
export interface Deviation {
  /** The change without its season. */
  readonly change: number;
  /** The same without what was to be expected after the change before. */
  readonly surprise: number;
}

/**
 * How unusual each change of a series is. A change is that of logarithms where all values of the window are positive,
 * else (and of shares) plain; the median change of the same season in earlier years is taken off, then the median of the window; then
 * what a change usually carries over from the one before it (the first autocorrelation of the window, read off clipped
 * deviations and at most ±0.5), so that a series that swings back or runs on by nature is not unusual for it. The
 * spread is 1.4826 MAD of the window with a floor, since long flat runs are usual.
 *
 * A step depends on the last `memory` points alone, bit for bit.
 */
export class Changes {
  readonly #pace: PaceSettings;
  readonly #isPlain: boolean;
  readonly #memory: number;
  readonly #values: Trail;
  readonly #ordinals: Trail;
  #scaled: Scale | undefined;
  /** Points in a row, up to the newest one, that are positive. */
  #positive = 0;

  /** `isPlain`: values whose differences are compared, as of shares: from 1 to 2 % is as far as from 50 to 51. */
  constructor(pace: PaceSettings, isPlain = false) {
    this.#pace = pace;
    this.#isPlain = isPlain;
    this.#memory = memoryOf(pace);
    this.#values = new Trail(this.#memory);
    this.#ordinals = new Trail(this.#memory);
  }

  /** Undefined while there is too little history. */
  step(ordinal: number, value: number): Deviation | undefined {
    this.#values.push(value);
    this.#ordinals.push(ordinal);
    this.#positive = value > 0 ? this.#positive + 1 : 0;
    const held = this.#values.last(this.#memory);
    const isLogarithmic = !this.#isPlain && this.#positive >= held.length;
    if (this.#scaled?.isLogarithmic !== isLogarithmic) return this.#anew(isLogarithmic, held);
    return this.#scaled.step(ordinal, value);
  }

  /** On the other scale: from the points of the memory, which are all that counts. */
  #anew(isLogarithmic: boolean, held: Float64Array): Deviation | undefined {
    this.#scaled = new Scale(this.#pace, isLogarithmic);
    const ordinals = this.#ordinals.last(this.#memory);
    let deviation: Deviation | undefined;
    for (let index = 0; index < held.length; index += 1)
      deviation = this.#scaled.step(ordinals[index]!, held[index]!);
    return deviation;
  }
}

/** Points that a deviation depends on. */
export function memoryOf({ window, season, seasons }: PaceSettings): number {
  return window + season * seasons + 3;
}

/** The changes of a series on one scale. */
class Scale {
  readonly isLogarithmic: boolean;
  readonly #pace: PaceSettings;
  readonly #raw: Trail;
  readonly #ordinals: Trail;
  readonly #usual: SortedWindow;
  /** The same in the order of their periods. */
  readonly #changes: Trail;
  readonly #same: Float64Array;
  readonly #sizes: Trail;
  #before: { readonly ordinal: number; readonly at: number } | undefined;

  constructor(pace: PaceSettings, isLogarithmic: boolean) {
    this.isLogarithmic = isLogarithmic;
    this.#pace = pace;
    const reach = Math.max(1, pace.season * pace.seasons);
    this.#raw = new Trail(reach);
    this.#ordinals = new Trail(reach);
    this.#usual = new SortedWindow(pace.window);
    this.#changes = new Trail(pace.window);
    this.#same = new Float64Array(pace.seasons);
    this.#sizes = new Trail(pace.window);
  }

  step(ordinal: number, value: number): Deviation | undefined {
    const at = this.isLogarithmic ? Math.log(value) : value;
    const before = this.#before;
    this.#before = { ordinal, at };
    if (before === undefined) return undefined;
    const span = ordinal - before.ordinal;
    const raw = (at - before.at) / (this.#pace.hasGaps ? 1 : Math.sqrt(span));
    const change = span === 1 ? raw - this.#seasonal(ordinal) : raw;
    const deviation = this.#usual.size < this.#pace.minimum ? undefined : this.#deviation(change, value);
    this.#raw.push(raw);
    this.#ordinals.push(ordinal);
    this.#usual.push(change);
    this.#changes.push(change);
    this.#sizes.push(Math.abs(raw));
    return deviation;
  }

  #deviation(change: number, value: number): Deviation {
    const centre = this.#usual.median();
    const floor = this.#floor(value);
    const spread = Math.max(this.#usual.spread(centre), floor);
    if (!(spread > 0)) return { change: 0, surprise: 0 };
    const changes = this.#changes.last(this.#pace.window);
    const carried = carriedOver(changes, centre, spread);
    const before = clipped((changes[changes.length - 1]! - centre) / spread);
    const expected = centre + carried * spread * before;
    const narrowed = Math.max(floor, spread * Math.sqrt(1 - carried * carried));
    return { change: limited((change - centre) / spread), surprise: limited((change - expected) / narrowed) };
  }

  #floor(value: number): number {
    const sizes = this.#sizes.last(this.#pace.window);
    let sum = 0;
    for (let index = 0; index < sizes.length; index += 1) sum += sizes[index]!;
    const { floorShare, floorChange } = this.#pace;
    const ofMean = (floorShare * MEAN_TO_SIGMA * sum) / sizes.length;
    return Math.max(ofMean, floorChange * (this.isLogarithmic ? 1 : Math.abs(value)));
  }

  /** The median change of the same season in earlier years. */
  #seasonal(ordinal: number): number {
    const { season, seasons } = this.#pace;
    if (season === 0) return 0;
    const raw = this.#raw.last(season * seasons);
    const ordinals = this.#ordinals.last(season * seasons);
    let found = 0;
    // Periods follow each other, so none of the season stands further back than its distance.
    for (let years = 1; years <= seasons; years += 1) {
      const wanted = ordinal - years * season;
      let index = Math.max(0, raw.length - years * season);
      while (index < raw.length && ordinals[index]! < wanted) index += 1;
      if (ordinals[index] !== wanted) continue;
      this.#same[found] = raw[index]!;
      found += 1;
    }
    return found < MIN_SEASONS ? 0 : median(this.#same.subarray(0, found));
  }
}

/** The share of a deviation that the next one repeats. */
function carriedOver(changes: Float64Array, centre: number, spread: number): number {
  let [products, squares] = [0, 0];
  let before = clipped((changes[0]! - centre) / spread);
  for (let index = 1; index < changes.length; index += 1) {
    const current = clipped((changes[index]! - centre) / spread);
    products += before * current;
    squares += before * before;
    before = current;
  }
  if (squares === 0) return 0;
  return Math.max(-MOST_CARRIED, Math.min(MOST_CARRIED, products / squares));
}

function clipped(deviation: number): number {
  return deviation > CLIP ? CLIP : deviation < -CLIP ? -CLIP : deviation;
}

function limited(deviation: number): number {
  return Math.min(LIMIT, Math.max(-LIMIT, deviation)) + 0;
}
