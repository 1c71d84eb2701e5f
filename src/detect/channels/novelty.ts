import type { HarmfulDirection } from '../../domain/indicator.ts';
import { NearestEarlier } from '../nearest-earlier.ts';
import { SortedTrail } from '../sorted-trail.ts';
import type { Resting, StateReader, StateWriter } from '../state-at-rest.ts';

const DISTANCES = {
  // Two weeks of five minutes.
  window: 4_032,
  history: 4_032,
  minimum: 150,
  floorChange: 1e-6,
  limit: 10_000,
};
/** Readings of the mean that is judged beside the value. */
const MEAN = 20;
/** For as many readings after a score only a larger one passes. */
const QUIET = 100;

/**
 * How unlike all earlier values a reading is, for series with a reading every hour or more often: its distance to the
 * nearest earlier value, less the median of such distances, over how far their 99 % quantile is above it; or that of the
 * mean of the newest twenty readings, where it is larger. What has been like this before is nothing new, whatever its
 * season is.
 */
export class Novelty implements Resting {
  readonly #newest = new SortedTrail(MEAN);
  readonly #scores = new SortedTrail(QUIET);
  readonly #ofValues: NearestEarlier;
  readonly #ofMeans: NearestEarlier;

  constructor(direction: HarmfulDirection) {
    this.#ofValues = new NearestEarlier(DISTANCES, direction);
    this.#ofMeans = new NearestEarlier(DISTANCES, direction);
  }

  clear(): void {
    for (const part of this.#parts) part.clear();
  }

  save(to: StateWriter): void {
    for (const part of this.#parts) part.save(to);
  }

  restore(from: StateReader): void {
    for (const part of this.#parts) part.restore(from);
  }

  get #parts() {
    return [this.#newest, this.#scores, this.#ofValues, this.#ofMeans];
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

function meanOf(numbers: Float64Array): number {
  let sum = 0;
  for (const number of numbers) sum += number;
  return sum / numbers.length;
}
