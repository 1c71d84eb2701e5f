import { Trail } from '../trail.ts';

/** Beyond as many steps back, what is left of a weight changes nothing that anybody reads. */
const LEAST_WEIGHT = 1e-4;

/**
 * An exponentially weighted mean of the newest deviations, over the standard deviation that it has where they are
 * independent: 1 is as usual as a single deviation of 1. Computed anew from a bounded trail, so that nothing drifts.
 */
export class Weighted {
  readonly #weights: Float64Array;
  readonly #trail: Trail;
  readonly #clip: number;

  /** `weight`: of the newest, as in EWMA's λ; `clip`: no deviation counts for more. */
  constructor(weight: number, clip: number) {
    const length = weight >= 1 ? 1 : Math.ceil(Math.log(LEAST_WEIGHT) / Math.log(1 - weight));
    const deviation = Math.sqrt(weight / (2 - weight));
    // The oldest first, as the trail has them.
    this.#weights = Float64Array.from(
      { length },
      (_, index) => (weight * (1 - weight) ** (length - 1 - index)) / deviation,
    );
    this.#trail = new Trail(length);
    this.#clip = clip;
  }

  step(deviation: number): number {
    this.#trail.push(Math.max(-this.#clip, Math.min(this.#clip, deviation)));
    const weights = this.#weights;
    const newest = this.#trail.last(weights.length);
    const skipped = weights.length - newest.length;
    let sum = 0;
    for (let index = 0; index < newest.length; index += 1) sum += newest[index]! * weights[skipped + index]!;
    return sum;
  }
}
