/** Makes the median absolute deviation of normal values estimate their standard deviation. */
const MAD_TO_SIGMA = 1.4826;

/**
 * The last `capacity` numbers of a stream, kept in order of size as well, so that a median costs nothing and a spread
 * one pass over half of them. What it answers depends on the numbers it holds and on nothing before.
 */
export class SortedWindow {
  readonly #sorted: Float64Array;
  readonly #arrived: Float64Array;
  #size = 0;
  #next = 0;

  constructor(capacity: number) {
    this.#sorted = new Float64Array(capacity);
    this.#arrived = new Float64Array(capacity);
  }

  get size(): number {
    return this.#size;
  }

  /** Takes a number in; the oldest makes room. */
  push(number: number): void {
    if (this.#size === this.#arrived.length) this.#remove(this.#arrived[this.#next]!);
    this.#arrived[this.#next] = number;
    this.#next = (this.#next + 1) % this.#arrived.length;
    const place = this.#placeOf(number);
    this.#sorted.copyWithin(place + 1, place, this.#size);
    this.#sorted[place] = number;
    this.#size += 1;
  }

  /** Of an even number of numbers the mean of the middle two. */
  median(): number {
    const middle = this.#size >> 1;
    const upper = this.#sorted[middle]!;
    return this.#size % 2 === 1 ? upper : (this.#sorted[middle - 1]! + upper) / 2;
  }

  /** 1.4826 times the median absolute deviation from `centre`. */
  spread(centre: number): number {
    const numbers = this.#sorted;
    let high = this.#placeOf(centre);
    let low = high - 1;
    let [before, nearest] = [0, 0];
    // The deviations in rising order: the next one lies next to those taken, on one side or the other.
    for (let taken = 0; taken <= this.#size >> 1; taken += 1) {
      before = nearest;
      const below = low >= 0 ? centre - numbers[low]! : Number.POSITIVE_INFINITY;
      const above = high < this.#size ? numbers[high]! - centre : Number.POSITIVE_INFINITY;
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

  #remove(number: number): void {
    const place = this.#placeOf(number);
    this.#sorted.copyWithin(place, place + 1, this.#size);
    this.#size -= 1;
  }

  /** Where the first number stands that is not smaller. */
  #placeOf(number: number): number {
    let [low, high] = [0, this.#size];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#sorted[middle]! < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
