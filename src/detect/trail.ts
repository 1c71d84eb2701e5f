/** The last `capacity` numbers of a stream, side by side in memory, oldest first. */
export class Trail {
  readonly #capacity: number;
  readonly #numbers: Float64Array;
  #end = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#numbers = new Float64Array(capacity * 2);
  }

  push(number: number): void {
    if (this.#end === this.#numbers.length) {
      this.#numbers.copyWithin(0, this.#end - this.#capacity + 1);
      this.#end = this.#capacity - 1;
    }
    this.#numbers[this.#end] = number;
    this.#end += 1;
  }

  get length(): number {
    return Math.min(this.#end, this.#capacity);
  }

  /** The number so many places before the newest; there has to be one. */
  back(places: number): number {
    return this.#numbers[this.#end - 1 - places]!;
  }

  /**
   * The last `length` numbers that come before the last `skip` ones; fewer where there are not as many. A
   * view, good until the next push.
   */
  last(length: number, skip = 0): Float64Array {
    const oldest = Math.max(0, this.#end - this.#capacity);
    const end = Math.max(oldest, this.#end - skip);
    return this.#numbers.subarray(Math.max(oldest, end - length), end);
  }
}
