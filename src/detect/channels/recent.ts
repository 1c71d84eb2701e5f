/** Beyond as many steps back, what is left of a weight changes nothing that anybody reads. */
const LEAST_WEIGHT = 1e-3;

/** The newest deviations of a series, none beyond the clip. */
export class Recent {
  readonly #ring: Float32Array;
  readonly #clip: number;
  #next = 0;
  #size = 0;

  constructor(capacity: number, clip: number) {
    this.#ring = new Float32Array(capacity);
    this.#clip = clip;
  }

  push(deviation: number): void {
    this.#ring[this.#next] = Math.max(-this.#clip, Math.min(this.#clip, deviation));
    this.#next = this.#next + 1 === this.#ring.length ? 0 : this.#next + 1;
    this.#size = Math.min(this.#size + 1, this.#ring.length);
  }

  /** How many there are of the newest `length`. */
  count(length: number): number {
    return Math.min(length, this.#size);
  }

  /** The sum of the newest ones, each with its weight; the first weight is that of the newest. */
  weighted(weights: Float64Array): number {
    const count = Math.min(weights.length, this.#size);
    let sum = 0;
    let place = this.#next;
    for (let back = 0; back < count; back += 1) {
      place = place === 0 ? this.#ring.length - 1 : place - 1;
      sum += weights[back]! * this.#ring[place]!;
    }
    return sum;
  }

  /** The root of their mean square above 1, over the standard error that it has where nothing is unusual. */
  volatility(length: number): number {
    const count = this.count(length);
    let squares = 0;
    let place = this.#next;
    for (let back = 0; back < count; back += 1) {
      place = place === 0 ? this.#ring.length - 1 : place - 1;
      squares += this.#ring[place]! * this.#ring[place]!;
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
