import type { HarmfulDirection } from '../domain/indicator.ts';
import { SortedTrail } from './sorted-trail.ts';
import type { Resting, StateReader, StateWriter } from './state-at-rest.ts';

/** Of the distances, the one that is as far above the usual one as counts 1. */
const QUANTILE = 0.99;

interface Options {
  /** Earlier values among which the nearest one is looked for. */
  readonly window: number;
  /** Earlier distances that say which distance is usual. */
  readonly history: number;
  /** With fewer earlier values, or fewer distances, nothing is judged. */
  readonly minimum: number;
  /** What is above the usual distance is measured in at least this share of the values. */
  readonly floorChange: number;
  /** No score is larger. */
  readonly limit: number;
}

/**
 * How far the values of a stream are from the nearest earlier one: the distance, less the median of such distances, over
 * how far their 99 % quantile is above it. On the side that does no harm it is 0.
 */
export class NearestEarlier implements Resting {
  readonly #options: Options;
  readonly #harmful: HarmfulDirection;
  readonly #values: SortedTrail;
  readonly #distances: SortedTrail;
  /** The newest value, and the nearest one before it. */
  value = 0;
  nearest = 0;
  side: 'above' | 'below' = 'above';

  constructor(options: Options, harmful: HarmfulDirection) {
    this.#options = options;
    this.#harmful = harmful;
    this.#values = new SortedTrail(options.window);
    this.#distances = new SortedTrail(options.history);
  }

  clear(): void {
    this.#values.clear();
    this.#distances.clear();
  }

  /** Without the newest value and the nearest one, of which the next step does not ask. */
  save(to: StateWriter): void {
    this.#values.save(to);
    this.#distances.save(to);
  }

  restore(from: StateReader): void {
    this.#values.restore(from);
    this.#distances.restore(from);
  }

  /** Undefined while there is too little history. */
  step(value: number): number | undefined {
    const { minimum } = this.#options;
    this.value = value;
    this.nearest = value;
    let score: number | undefined;
    if (this.#values.length >= minimum) {
      this.nearest = this.#values.nearest(value);
      this.side = value < this.nearest ? 'below' : 'above';
      const distance = Math.abs(value - this.nearest);
      if (this.#distances.length >= minimum) score = this.#doesHarm() ? this.#scoreOf(distance) : 0;
      this.#distances.push(distance);
    }
    this.#values.push(value);
    return score;
  }

  /** How many points before the newest one the nearest was, the latest if there were several. */
  pointsBack(): number {
    // What the newest one has pushed out of a full window came as many points before it.
    return this.#values.pushesBack(this.nearest) ?? this.#values.length;
  }

  #scoreOf(distance: number): number {
    const { floorChange, limit } = this.#options;
    const usual = this.#distances.median();
    const floor = floorChange * this.#values.largestMagnitude();
    const unit = Math.max(this.#distances.quantile(QUANTILE) - usual, floor);
    if (distance <= usual) return 0;
    return unit === 0 ? limit : Math.min(limit, (distance - usual) / unit);
  }

  #doesHarm(): boolean {
    if (this.#harmful === 'both') return true;
    return (this.side === 'above') === (this.#harmful === 'up');
  }
}
