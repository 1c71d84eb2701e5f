import type { HarmfulDirection } from '../../domain/indicator.ts';
import { SortedTrail } from '../sorted-trail.ts';

/** Earlier values, and earlier distances, that are looked at: two weeks of five minutes. */
const WINDOW = 4_032;
/** With fewer of either nothing is judged. */
const MINIMUM = 150;
/** Readings of the mean that is judged beside the value. */
const MEAN = 20;
/** For as many readings after a score only a larger one passes. */
const QUIET = 100;
/** The distance that counts 1 above the usual one. */
const QUANTILE = 0.99;
/** What is above the usual distance is measured in at least this share of the values. */
const FLOOR_SHARE = 1e-6;
const LIMIT = 10_000;

/**
 * How unlike all earlier values a reading is, for series with a reading every hour or more often: its distance to the
 * nearest earlier value, less the median of such distances, over how far their 99 % quantile is above it; or that of the
 * mean of the newest twenty readings, where it is larger. What has been like this before is nothing new, whatever its
 * season is.
 */
export class Novelty {
  readonly #newest = new SortedTrail(MEAN);
  readonly #scores = new SortedTrail(QUIET);
  readonly #ofValues: Distances;
  readonly #ofMeans: Distances;

  constructor(direction: HarmfulDirection) {
    this.#ofValues = new Distances(direction);
    this.#ofMeans = new Distances(direction);
  }

  /** Undefined while there is too little history. */
  step(value: number): number | undefined {
    this.#newest.push(value);
    const ofValue = this.#ofValues.step(value);
    const ofMean = this.#newest.length < MEAN ? undefined : this.#ofMeans.step(meanOf(this.#newest.ring));
    if (ofValue === undefined || ofMean === undefined) return undefined;
    const score = Math.max(ofValue, ofMean);
    const largest = this.#scores.length === 0 ? 0 : this.#scores.at(this.#scores.length - 1);
    this.#scores.push(score);
    return score > largest ? score : 0;
  }
}

/** Distances of the numbers of a stream to the nearest earlier one. */
class Distances {
  readonly #direction: HarmfulDirection;
  readonly #earlier = new SortedTrail(WINDOW);
  readonly #distances = new SortedTrail(WINDOW);

  constructor(direction: HarmfulDirection) {
    this.#direction = direction;
  }

  step(number: number): number | undefined {
    let score: number | undefined;
    if (this.#earlier.length >= MINIMUM) {
      const nearest = this.#earlier.nearest(number);
      const distance = Math.abs(number - nearest);
      if (this.#distances.length >= MINIMUM)
        score = this.#doesHarm(number - nearest) ? this.#scoreOf(distance) : 0;
      this.#distances.push(distance);
    }
    this.#earlier.push(number);
    return score;
  }

  #scoreOf(distance: number): number {
    const usual = this.#distances.median();
    const floor = FLOOR_SHARE * this.#earlier.largestMagnitude();
    const unit = Math.max(this.#distances.quantile(QUANTILE) - usual, floor);
    if (distance <= usual) return 0;
    return unit === 0 ? LIMIT : Math.min(LIMIT, (distance - usual) / unit);
  }

  #doesHarm(difference: number): boolean {
    return this.#direction === 'both' || difference > 0 === (this.#direction === 'up');
  }
}

function meanOf(numbers: Float64Array): number {
  let sum = 0;
  for (const number of numbers) sum += number;
  return sum / numbers.length;
}
