import type { Resting, StateReader, StateWriter } from './state-at-rest.ts';

/** Makes the median absolute deviation of normal values estimate their standard deviation. */
const MAD_TO_SIGMA = 1.4826;

/**
 * The last `capacity` numbers of a stream (none NaN), in their order of time and in that of their size: a median costs
 * nothing, and a spread one pass over half of them. What it says
 * depends on these numbers alone, bit for bit, and not on those before. Ten bytes a number: a node has many streams.
 */
export class SortedTrail implements Resting {
  readonly #capacity: number;
  /** Each keeps its slot until it is pushed out. */
  readonly #numbers: Float64Array;
  /** Slots, by the size of their numbers. */
  readonly #slots: Uint16Array;
  #oldest = 0;
  #length = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#numbers = new Float64Array(capacity);
    this.#slots = new Uint16Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  /** The numbers in no order of time, of which `length` are held. */
  get ring(): Float64Array {
    return this.#numbers;
  }

  clear(): void {
    this.#oldest = 0;
    this.#length = 0;
  }

  save(to: StateWriter): void {
    to.small(this.#length);
    to.small(this.#oldest);
    to.numbers(this.#numbers, 0, this.#length);
    to.numbers(this.#slots, 0, this.#length);
  }

  restore(from: StateReader): void {
    this.#length = from.small();
    this.#oldest = from.small();
    from.numbers(this.#numbers, 0, this.#length);
    from.numbers(this.#slots, 0, this.#length);
  }

  push(value: number): void {
    // Adding 0 makes 0 of -0, which has no place of its own.
    const number = value + 0;
    let slot = this.#length;
    if (this.#length === this.#capacity) {
      slot = this.#oldest;
      this.#oldest = (this.#oldest + 1) % this.#capacity;
      this.#remove(slot);
    }
    const place = this.#placeOf(number);
    this.#slots.copyWithin(place + 1, place, this.#length);
    this.#slots[place] = slot;
    this.#numbers[slot] = number;
    this.#length += 1;
  }

  /** How many pushes before the newest one the latest such number came; undefined: there is none. */
  pushesBack(number: number): number | undefined {
    for (let back = 1; back < this.#length; back += 1) {
      const slot = (this.#oldest + this.#length - 1 - back) % this.#capacity;
      if (this.#numbers[slot] === number) return back;
    }
    return undefined;
  }

  /** The number at a place by size: 0 is the smallest. There has to be one. */
  at(place: number): number {
    return this.#numbers[this.#slots[place]!]!;
  }

  /** The largest magnitude; 0 of nothing. */
  largestMagnitude(): number {
    if (this.#length === 0) return 0;
    return Math.max(Math.abs(this.at(0)), Math.abs(this.at(this.#length - 1)));
  }

  /** The one nearest to a number, of two as near the smaller; there has to be one. */
  nearest(number: number): number {
    const place = this.#placeOf(number);
    if (place === 0) return this.at(0);
    if (place === this.#length) return this.at(place - 1);
    const [below, above] = [this.at(place - 1), this.at(place)];
    return number - below <= above - number ? below : above;
  }

  /** The median; of an even number the mean of the middle two. There has to be a number. */
  median(): number {
    const middle = this.#length >> 1;
    const upper = this.at(middle);
    return this.#length % 2 === 1 ? upper : (this.at(middle - 1) + upper) / 2;
  }

  /** 1.4826 times the median absolute deviation from `centre`: a spread that outliers do not move. */
  spread(centre: number): number {
    let high = this.#placeOf(centre);
    let low = high - 1;
    let [before, nearest] = [0, 0];
    // The deviations in rising order: the next one lies next to those taken, on one side or the other.
    for (let taken = 0; taken <= this.#length >> 1; taken += 1) {
      before = nearest;
      const below = low >= 0 ? centre - this.at(low) : Number.POSITIVE_INFINITY;
      const above = high < this.#length ? this.at(high) - centre : Number.POSITIVE_INFINITY;
      if (below <= above) {
        nearest = below;
        low -= 1;
      } else {
        nearest = above;
        high += 1;
      }
    }
    return MAD_TO_SIGMA * (this.#length % 2 === 1 ? nearest : (before + nearest) / 2);
  }

  /** The smallest number that at least this share of all do not exceed (nearest rank). There has to be a number. */
  quantile(share: number): number {
    return this.at(Math.max(0, Math.ceil(share * this.#length) - 1));
  }

  #remove(slot: number): void {
    const first = this.#placeOf(this.#numbers[slot]!);
    // Of numbers alike each has its own slot.
    const place = this.#slots.indexOf(slot, first);
    this.#slots.copyWithin(place, place + 1, this.#length);
    this.#length -= 1;
  }

  /** The first place whose number is not smaller. */
  #placeOf(number: number): number {
    let [low, high] = [0, this.#length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.at(middle) < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
