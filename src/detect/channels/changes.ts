import { median } from '../robust.ts';
import { SortedTrail } from '../sorted-trail.ts';
import type { PaceSettings } from './pace.ts';
import { Points } from './points.ts';

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

/** One at a time is at work. */
const same = new Float64Array(16);

/**
 * How unusual each change of a series is. A change is that of logarithms where all values in memory are positive, else
 * (and of shares) plain; the median change of the same season in earlier years is taken off, then the median of the
 * window; then what a change usually carries over from the one before it (the first autocorrelation of the window, read
 * off clipped deviations and at most ±0.5), so that a series that swings back or runs on by nature is not unusual for
 * it. The spread is 1.4826 MAD of the window with a floor, since long flat runs are usual.
 *
 * A step depends on the last `memory` points alone, bit for bit. A node keeps one for each series, so nothing is held
 * twice: the changes of earlier seasons are read off the points again.
 */
export class Changes {
  readonly #pace: PaceSettings;
  readonly #isPlain: boolean;
  readonly #points: Points;
  /** The changes without their season. */
  readonly #usual: SortedTrail;
  #isLogarithmic = true;

  /** `isPlain`: values whose differences are compared, as of shares: from 1 to 2 % is as far as from 50 to 51. */
  constructor(pace: PaceSettings, isPlain = false) {
    this.#pace = pace;
    this.#isPlain = isPlain;
    this.#points = new Points(memoryOf(pace));
    this.#usual = new SortedTrail(pace.window);
  }

  /** Undefined while there is too little history. */
  step(ordinal: number, value: number): Deviation | undefined {
    const points = this.#points;
    points.push(ordinal, value, this.#pace.hasGaps);
    const isLogarithmic = !this.#isPlain && points.arePositive;
    if (isLogarithmic === this.#isLogarithmic) return this.#take(0);
    // On the other scale from here on: from the points of the memory, which are all that counts.
    this.#isLogarithmic = isLogarithmic;
    this.#usual.clear();
    let deviation: Deviation | undefined;
    for (let back = points.size - 1; back >= 0; back -= 1) deviation = this.#take(back);
    return deviation;
  }

  /** Judges the change to the point `back` places before the newest, and counts it as usual from then on. */
  #take(back: number): Deviation | undefined {
    if (back + 1 >= this.#points.size) return undefined;
    const raw = this.#raw(back);
    const change = this.#points.span(back) === 1 ? raw - this.#seasonal(back) : raw;
    const isJudged = this.#usual.length >= this.#pace.minimum;
    const deviation = isJudged ? this.#deviation(change, this.#points.value(back)) : undefined;
    this.#usual.push(change);
    return deviation;
  }

  /** The change to a point from the one before it; over several periods it is as wide as that of a random walk. */
  #raw(back: number): number {
    const [before, value] = [this.#points.value(back + 1), this.#points.value(back)];
    const difference = this.#isLogarithmic ? Math.log(value) - Math.log(before) : value - before;
    const span = this.#points.span(back);
    return span === 1 ? difference : difference / Math.sqrt(span);
  }

  /** The median change of the same season in earlier years. */
  #seasonal(back: number): number {
    const { season, seasons } = this.#pace;
    let found = 0;
    for (let years = 1; season > 0 && years <= seasons; years += 1) {
      const place = this.#points.before(back, years * season);
      if (place === undefined || place + 1 >= this.#points.size) continue;
      same[found] = this.#raw(place);
      found += 1;
    }
    return found < MIN_SEASONS ? 0 : median(same.subarray(0, found));
  }

  #deviation(change: number, value: number): Deviation {
    const centre = this.#usual.median();
    const floor = this.#floor(value);
    const spread = Math.max(this.#usual.spread(centre), floor);
    if (!(spread > 0)) return { change: 0, surprise: 0 };
    const carried = carriedOver(this.#usual, centre, spread);
    const expected = centre + carried * spread * clipped((this.#usual.newest - centre) / spread);
    const narrowed = Math.max(floor, spread * Math.sqrt(1 - carried * carried));
    return { change: limited((change - centre) / spread), surprise: limited((change - expected) / narrowed) };
  }

  #floor(value: number): number {
    const { ring, length } = this.#usual;
    let sum = 0;
    for (let place = 0; place < length; place += 1) sum += Math.abs(ring[place]!);
    const { floorShare, floorChange } = this.#pace;
    const ofMean = (floorShare * MEAN_TO_SIGMA * sum) / length;
    return Math.max(ofMean, floorChange * (this.#isLogarithmic ? 1 : Math.abs(value)));
  }
}

/** Points that a deviation depends on. */
export function memoryOf({ window, season, seasons }: PaceSettings): number {
  return window + season * seasons + 2;
}

/** The share of a deviation that the next one repeats. */
function carriedOver({ ring, begin, length }: SortedTrail, centre: number, spread: number): number {
  let [products, squares] = [0, 0];
  let before = clipped((ring[begin]! - centre) / spread);
  for (let index = 1; index < length; index += 1) {
    const place = begin + index;
    const current = clipped((ring[place < length ? place : place - length]! - centre) / spread);
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
