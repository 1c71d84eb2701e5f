import type { Resting, StateReader, StateWriter } from '../state-at-rest.ts';

/** Beyond as many steps back, what is left of a weight changes nothing that anybody reads. */
const LEAST_WEIGHT = 1e-3;

/** The newest deviations of a series, none beyond the clip, side by side in twice the room. */
export class Recent implements Resting {
  readonly #deviations: Float32Array;
  readonly #capacity: number;
  readonly #clip: number;
  #end = 0;
  #size = 0;

  constructor(capacity: number, clip: number) {
    this.#capacity = capacity;
    this.#deviations = new Float32Array(2 * capacity);
    this.#clip = clip;
  }

  clear(): void {
    this.#end = 0;
    this.#size = 0;
  }

  push(deviation: number): void {
    if (this.#end === this.#deviations.length) {
      this.#deviations.copyWithin(0, this.#end - this.#capacity);
      this.#end = this.#capacity;
    }
    this.#deviations[this.#end] = Math.max(-this.#clip, Math.min(this.#clip, deviation));
    this.#end += 1;
    if (this.#size < this.#capacity) this.#size += 1;
  }

  save(to: StateWriter): void {
    to.small(this.#size);
    to.numbers(this.#deviations, this.#end - this.#size, this.#end);
  }

  restore(from: StateReader): void {
    this.#size = from.small();
    this.#end = this.#size;
    from.numbers(this.#deviations, 0, this.#size);
  }

  /** There has to be one. */
  get newest(): number {
    return this.#deviations[this.#end - 1]!;
  }

  /** The sum of the newest ones, each with its weight; the first weight is that of the newest. */
  weighted(weights: Float64Array): number {
    const count = Math.min(weights.length, this.#size);
    const newest = this.#end - 1;
    let sum = 0;
    for (let back = 0; back < count; back += 1) sum += weights[back]! * this.#deviations[newest - back]!;
    return sum;
  }

  /** The sum of the newest ones, in the standard deviations of a sum of as many. */
  sum(length: number): number {
    const count = Math.min(length, this.#size);
    const newest = this.#end - 1;
    let sum = 0;
    for (let back = 0; back < count; back += 1) sum += this.#deviations[newest - back]!;
    return sum / Math.sqrt(count);
  }

  /** The root of their mean square above 1, over the standard error that it has where nothing is unusual. */
  volatility(length: number): number {
    const count = Math.min(length, this.#size);
    const newest = this.#end - 1;
    let squares = 0;
    for (let back = 0; back < count; back += 1) {
      const deviation = this.#deviations[newest - back]!;
      squares += deviation * deviation;
    }
    return Math.max(0, (Math.sqrt(squares / count) - 1) * Math.sqrt(2 * count));
  }
}

/**
 * The weights of an exponentially weighted mean, over the standard deviation that it has where deviations are
 * independent: 1 is as usual as a single deviation of 1. `weight`: of the newest, λ of an EWMA. They end where they are
 * a thousandth, so that a mean is computed anew from a bounded trail and nothing drifts.
 */
export function weightsOf(weight: number): Float64Array {
  const length = weight >= 1 ? 1 : Math.ceil(Math.log(LEAST_WEIGHT) / Math.log(1 - weight));
  const deviation = Math.sqrt(weight / (2 - weight));
  return Float64Array.from({ length }, (_, back) => (weight * (1 - weight) ** back) / deviation);
}
