import { medianOfFew } from '../robust.ts';
import type { Resting, StateReader, StateWriter } from '../state-at-rest.ts';
import type { PaceSettings } from './pace.ts';
import { Points } from './points.ts';
import { clipped, Usual } from './usual.ts';

/** A seasonal median needs at least as many earlier seasons. */
const MIN_SEASONS = 2;
const MEAN_TO_SIGMA = 1.2533;
/** No deviation counts for more robust standard deviations. */
const LIMIT = 50;

/** Earlier changes of one season. One series at a time is at work. */
const same = new Float64Array(16);

/**
 * How unusual each change of a series is. A change is that of logarithms where all values in memory are positive, else
 * (and of shares) plain; the median change of the same season in earlier years is taken off, then the median of the
 * window; then what a change usually carries over from the one before it (the first autocorrelation of the window, read
 * off clipped deviations and at most ±0.5), so that a series that swings back or runs on by nature is not unusual for
 * it. The spread is 1.4826 MAD of the window with a floor, since long flat runs are usual.
 *
 * A step depends on the last `memory` points alone, bit for bit.
 */
export class Changes implements Resting {
  readonly #pace: PaceSettings;
  readonly #isPlain: boolean;
  readonly #points: Points;
  readonly #usual: Usual;
  /**
   * What the newest step looks like beside those of the window before it, in robust standard deviations: its change
   * without the season; and that without what was to be expected after the change before.
   */
  change = 0;
  surprise = 0;

  /** `isPlain`: values whose differences are compared, as of shares: from 1 to 2 % is as far as from 50 to 51. */
  constructor(pace: PaceSettings, isPlain = false) {
    this.#pace = pace;
    this.#isPlain = isPlain;
    this.#points = new Points(memoryOf(pace), pace.hasGaps);
    this.#usual = new Usual(pace.window);
  }

  /** As it was before the first step. */
  clear(): void {
    this.#points.clear();
    this.#usual.clear();
  }

  /** Whether there is enough history to judge the step. */
  step(ordinal: number, value: number): boolean {
    const points = this.#points;
    points.push(ordinal, value);
    // The newest is not usual yet.
    if (this.#isLogarithmic !== points.isLogarithmic) this.#lookBack(1);
    if (points.size < 2) return false;
    const change = this.#unseasonal(0);
    const isJudged = this.#usual.length >= this.#pace.minimum;
    if (isJudged) this.#judge(change, value);
    this.#usual.push(change);
    return isJudged;
  }

  save(to: StateWriter): void {
    this.#points.save(to);
  }

  restore(from: StateReader): void {
    this.#points.restore(from);
    this.#lookBack(0);
  }

  get #isLogarithmic(): boolean {
    return !this.#isPlain && this.#points.arePositive;
  }

  /** Has everything on the scale that suits the points of the memory, which are all that counts; up to which is usual. */
  #lookBack(newest: number): void {
    this.#points.rescale(this.#isLogarithmic);
    // The oldest point has none before it.
    const oldest = Math.min(newest + this.#pace.window - 1, this.#points.size - 2);
    this.#usual.fill(Math.max(0, oldest - newest + 1), (index) => this.#unseasonal(oldest - index));
  }

  /** The change to a point without its season: the median change of the same season in earlier years. */
  #unseasonal(back: number): number {
    const { season, seasons } = this.#pace;
    const points = this.#points;
    const change = points.change(back);
    if (season === 0 || points.span(back) !== 1) return change;
    let found = 0;
    for (let years = 1; years <= seasons; years += 1) {
      const place = points.before(back, years * season);
      if (place + 1 >= points.size) continue;
      same[found] = points.change(place);
      found += 1;
    }
    return found < MIN_SEASONS ? change : change - medianOfFew(same, found);
  }

  #judge(change: number, value: number): void {
    const usual = this.#usual;
    const centre = usual.median();
    const floor = this.#floor(value);
    const spread = Math.max(usual.spread(centre), floor);
    if (!(spread > 0)) {
      this.change = 0;
      this.surprise = 0;
      return;
    }
    const carried = usual.carriedOver(centre, spread);
    const expected = centre + carried * spread * clipped((usual.newest - centre) / spread);
    const narrowed = Math.max(floor, spread * Math.sqrt(1 - carried * carried));
    this.change = limited((change - centre) / spread);
    this.surprise = limited((change - expected) / narrowed);
  }

  #floor(value: number): number {
    const { floorShare, floorChange } = this.#pace;
    const ofMean = (floorShare * MEAN_TO_SIGMA * this.#usual.magnitude()) / this.#usual.length;
    return Math.max(ofMean, floorChange * (this.#points.isLogarithmic ? 1 : Math.abs(value)));
  }
}

/** Points that a deviation depends on. */
export function memoryOf({ window, season, seasons }: PaceSettings): number {
  return window + season * seasons + 2;
}

function limited(deviation: number): number {
  return Math.min(LIMIT, Math.max(-LIMIT, deviation)) + 0;
}
