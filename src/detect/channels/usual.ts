import { sortFew, spreadOf } from '../robust.ts';

/** How much of a change follows from the one before is read off deviations of at most so many. */
const CLIP = 3;
/** No more of a change than this is laid to the one before. */
const MOST_CARRIED = 0.5;

/**
 * The changes of the window before a step, in their order of time and in that of their size. What it says depends on
 * them alone, bit for bit, and not on those before.
 */
export class Usual {
  readonly #capacity: number;
  /** In twice the room, so that they stand side by side. */
  readonly #inTime: Float64Array;
  readonly #bySize: Float64Array;
  #end = 0;
  #length = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#inTime = new Float64Array(2 * capacity);
    this.#bySize = new Float64Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  /** There has to be one. */
  get newest(): number {
    return this.#inTime[this.#end - 1]!;
  }

  clear(): void {
    this.#end = 0;
    this.#length = 0;
  }

  /** Has these instead, no more than it holds; of the oldest first. */
  fill(count: number, changeAt: (index: number) => number): void {
    this.#end = count;
    this.#length = count;
    // Adding 0 makes 0 of -0, which has no place of its own.
    for (let index = 0; index < count; index += 1) {
      const change = changeAt(index) + 0;
      this.#inTime[index] = change;
      this.#bySize[index] = change;
    }
    sortFew(this.#bySize, count);
  }

  push(change: number): void {
    if (this.#end === this.#inTime.length) {
      this.#inTime.copyWithin(0, this.#end - this.#capacity);
      this.#end = this.#capacity;
    }
    // Adding 0 makes 0 of -0, which has no place of its own.
    const number = change + 0;
    let place = this.#length;
    if (place < this.#capacity) this.#length += 1;
    else place = this.#placeOf(this.#inTime[this.#end - this.#capacity]!);
    this.#inTime[this.#end] = number;
    this.#end += 1;
    this.#put(number, place);
  }

  /** There has to be a change. */
  median(): number {
    const middle = this.#length >> 1;
    const upper = this.#bySize[middle]!;
    return this.#length % 2 === 1 ? upper : (this.#bySize[middle - 1]! + upper) / 2;
  }

  /** 1.4826 times the median absolute deviation from `centre`. */
  spread(centre: number): number {
    return spreadOf(this.#bySize, this.#length, this.#placeOf(centre), centre);
  }

  /** The sum of their magnitudes. */
  magnitude(): number {
    let sum = 0;
    for (let place = this.#end - this.#length; place < this.#end; place += 1)
      sum += Math.abs(this.#inTime[place]!);
    return sum;
  }

  /** The share of a deviation that the next one repeats: the first autocorrelation, read off clipped deviations. */
  carriedOver(centre: number, spread: number): number {
    const inTime = this.#inTime;
    const end = this.#end;
    let products = 0;
    let squares = 0;
    let before = clipped((inTime[end - this.#length]! - centre) / spread);
    for (let place = end - this.#length + 1; place < end; place += 1) {
      const current = clipped((inTime[place]! - centre) / spread);
      products += before * current;
      squares += before * before;
      before = current;
    }
    if (squares === 0) return 0;
    return Math.max(-MOST_CARRIED, Math.min(MOST_CARRIED, products / squares));
  }

  /** Puts a number in its order in the place of another one, or of none at the end. */
  #put(number: number, from: number): void {
    const sorted = this.#bySize;
    let place = from;
    for (; place > 0 && sorted[place - 1]! > number; place -= 1) sorted[place] = sorted[place - 1]!;
    for (; place + 1 < this.#length && sorted[place + 1]! < number; place += 1)
      sorted[place] = sorted[place + 1]!;
    sorted[place] = number;
  }

  /** The first place whose number is not smaller. */
  #placeOf(number: number): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#bySize[middle]! < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** None beyond the clip. */
export function clipped(deviation: number): number {
  return deviation > CLIP ? CLIP : deviation < -CLIP ? -CLIP : deviation;
}
