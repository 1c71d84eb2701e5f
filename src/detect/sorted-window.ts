/** Makes the median absolute deviation of normal values estimate their standard deviation. */
const MAD_TO_SIGMA = 1.4826;

/**
 * The last `capacity` numbers of a stream, in the order in which they came and, by their places, in that of their size,
 * so that a median costs nothing and a spread one pass over half of them. What it answers depends on the numbers it
 * holds and on nothing before.
 */
export class SortedWindow {
  /** A ring: the oldest number stands at `begin`, and the end is followed by the beginning. */
  readonly ring: Float64Array;
  /** Places in the ring, by the size of what stands there. */
  readonly #bySize: Uint16Array;
  #size = 0;
  #next = 0;

  constructor(capacity: number) {
    this.ring = new Float64Array(capacity);
    this.#bySize = new Uint16Array(capacity);
  }

  get size(): number {
    return this.#size;
  }

  get begin(): number {
    return this.#size < this.ring.length ? 0 : this.#next;
  }

  /** The newest number. */
  get newest(): number {
    return this.ring[this.#next === 0 ? this.ring.length - 1 : this.#next - 1]!;
  }

  /** Takes a number in; the oldest makes room. */
  push(number: number): void {
    const at = this.#next;
    if (this.#size === this.ring.length) this.#remove(at);
    this.ring[at] = number;
    this.#next = at + 1 === this.ring.length ? 0 : at + 1;
    const place = this.#placeOf(number);
    this.#bySize.copyWithin(place + 1, place, this.#size);
    this.#bySize[place] = at;
    this.#size += 1;
  }

  clear(): void {
    this.#size = 0;
    this.#next = 0;
  }

  /** Of an even number of numbers the mean of the middle two. */
  median(): number {
    const middle = this.#size >> 1;
    const upper = this.#nth(middle);
    return this.#size % 2 === 1 ? upper : (this.#nth(middle - 1) + upper) / 2;
  }

  /** 1.4826 times the median absolute deviation from `centre`. */
  spread(centre: number): number {
    let high = this.#placeOf(centre);
    let low = high - 1;
    let [before, nearest] = [0, 0];
    // The deviations in rising order: the next one lies next to those taken, on one side or the other.
    for (let taken = 0; taken <= this.#size >> 1; taken += 1) {
      before = nearest;
      const below = low >= 0 ? centre - this.#nth(low) : Number.POSITIVE_INFINITY;
      const above = high < this.#size ? this.#nth(high) - centre : Number.POSITIVE_INFINITY;
      if (below <= above) {
        nearest = below;
        low -= 1;
      } else {
        nearest = above;
        high += 1;
      }
    }
    return MAD_TO_SIGMA * (this.#size % 2 === 1 ? nearest : (before + nearest) / 2);
  }

  #nth(place: number): number {
    return this.ring[this.#bySize[place]!]!;
  }

  #remove(at: number): void {
    let place = this.#placeOf(this.ring[at]!);
    // Equal numbers stand side by side.
    while (this.#bySize[place] !== at) place += 1;
    this.#bySize.copyWithin(place, place + 1, this.#size);
    this.#size -= 1;
  }

  /** Where the first number stands that is not smaller. */
  #placeOf(number: number): number {
    let [low, high] = [0, this.#size];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#nth(middle) < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
