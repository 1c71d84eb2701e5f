import type { Pace } from '../detect/channels/pace.ts';
import { median } from '../detect/robust.ts';
import { SortedTrail } from '../detect/sorted-trail.ts';
import type { HarmfulDirection } from '../domain/indicator.ts';
import type { Row } from '../replay/history.ts';

/** Weight of the newest deviation. */
const WEIGHT = 0.3;
/** A spread is at least this share of the mean absolute change. */
const FLOOR_SHARE = 0.25;
/** No deviation counts for more. */
const LIMIT = 10;
/** A series is judged from this share of its window on. */
const JUDGED_AT = 0.4;
const SEASONS = 5;
const MIN_SEASONS = 2;

/** Steps of about five years, where a year has few enough of them. */
const WINDOWS: Record<Pace, number> = { A: 10, Q: 20, M: 60, W: 260, D: 1300, H: 1300, N: 1300 };
const STEPS_OF_SEASON: Partial<Record<Pace, number>> = { Q: 4, M: 12 };

/**
 * The plain detector that the channels are compared with: change (of logarithms while all values are positive) less
 * the median of the same season in the five years before, over median and MAD of five years, then EWMA with weight 0.3.
 * It shares nothing with the channels that tuning them could move. Each period counts by the value first known of it;
 * one that came after a later period is left out.
 * @returns a score for each judged row; higher is more unusual in the harmful direction
 */
export function plainEwma(
  rows: readonly Row[],
  pace: Pace,
  direction: HarmfulDirection,
): ReadonlyMap<Row, number> {
  const scores = new Map<Row, number>();
  const inOrder = [...rows].sort((a, b) => a.availableAt - b.availableAt || a.ordinal - b.ordinal);
  let newest = Number.NEGATIVE_INFINITY;
  let isLogarithmic = true;
  let changes = new Changes(pace);
  let level = 0;
  for (const row of inOrder) {
    if (row.ordinal <= newest) continue;
    newest = row.ordinal;
    if (isLogarithmic && row.value <= 0) {
      isLogarithmic = false;
      changes = new Changes(pace);
    }
    const deviation = changes.step(row.ordinal, isLogarithmic ? Math.log(row.value) : row.value);
    if (deviation === undefined) continue;
    level = WEIGHT * deviation + (1 - WEIGHT) * level;
    scores.set(row, directed(level, direction));
  }
  return scores;
}

function directed(level: number, direction: HarmfulDirection): number {
  if (direction === 'both') return Math.abs(level);
  return direction === 'down' ? -level : level;
}

/** Robust deviations of the changes of a series. */
class Changes {
  readonly #window: SortedTrail;
  readonly #sizes: number[] = [];
  readonly #capacity: number;
  readonly #season: number;
  readonly #bySeason = new Map<number, number[]>();
  #before: number | undefined;

  constructor(pace: Pace) {
    this.#capacity = WINDOWS[pace];
    this.#window = new SortedTrail(this.#capacity);
    this.#season = STEPS_OF_SEASON[pace] ?? 0;
  }

  step(ordinal: number, at: number): number | undefined {
    const before = this.#before;
    this.#before = at;
    if (before === undefined) return undefined;
    const change = at - before - this.#seasonal(ordinal, at - before);
    const deviation = this.#window.length < JUDGED_AT * this.#capacity ? undefined : this.#deviation(change);
    this.#window.push(change);
    this.#sizes.push(Math.abs(change));
    if (this.#sizes.length > this.#capacity) this.#sizes.shift();
    return deviation;
  }

  #deviation(change: number): number {
    const centre = this.#window.median();
    const mean = this.#sizes.reduce((sum, size) => sum + size, 0) / this.#sizes.length;
    const spread = Math.max(this.#window.spread(centre), FLOOR_SHARE * mean);
    if (!(spread > 0)) return 0;
    return Math.max(-LIMIT, Math.min(LIMIT, (change - centre) / spread));
  }

  /** The usual change of the season, by earlier years; keeps this one for later ones. */
  #seasonal(ordinal: number, change: number): number {
    if (this.#season === 0) return 0;
    const season = ordinal % this.#season;
    const earlier = this.#bySeason.get(season) ?? [];
    this.#bySeason.set(season, [...earlier.slice(1 - SEASONS), change]);
    return earlier.length < MIN_SEASONS ? 0 : median(Float64Array.from(earlier));
  }
}
