import type { Level } from '../../domain/level.ts';
import { riseCount, timeInAlarm } from './alarm.ts';
import type { PaceSettings } from './pace.ts';

/** How often a series may alarm, by its own past: a share of the steps, or rises in a year. */
export type Budget = { readonly alarmTime: number } | { readonly risesPerYear: number };

/** The least score of each level that a channel has. */
export type LevelThresholds = ReadonlyMap<Level, number>;

/** What each level may take of what an alarm may. */
export const LEVEL_SHARES: Readonly<Record<Level, number>> = {
  attention: 4,
  caution: 2,
  alert: 1,
  serious: 0.2,
};

/**
 * Scores that a threshold starts from while a series has few of its own: those of a series in which nothing happens
 * (absolute values of a normal variable, by its quantiles). They weigh as much as so many steps.
 */
const PRIOR = [
  0.03, 0.09, 0.16, 0.22, 0.29, 0.35, 0.42, 0.49, 0.56, 0.64, 0.71, 0.79, 0.88, 0.97, 1.07, 1.18, 1.3, 1.44,
  1.61, 1.83, 2.15, 2.6,
];

/** Thresholds are computed anew when there are so many times as many scores. */
const RENEWED_AT = 1.05;

/**
 * From which score on a channel has which level, by the scores of the series so far: for each level the lowest under
 * which its past stays within the budget. It looks at nothing ahead: a step is judged by what there was before it.
 */
export class Thresholds {
  readonly #levels: readonly Level[];
  readonly #budget: Budget;
  readonly #pace: PaceSettings;
  readonly #past: number[] = [...PRIOR];
  #renewAt = 0;
  #least: LevelThresholds = new Map();

  constructor(levels: readonly Level[], budget: Budget, pace: PaceSettings) {
    this.#levels = levels;
    this.#budget = budget;
    this.#pace = pace;
  }

  /** For the next step. */
  get least(): LevelThresholds {
    if (this.#past.length >= this.#renewAt) {
      this.#renew();
      this.#renewAt = Math.ceil(this.#past.length * RENEWED_AT);
    }
    return this.#least;
  }

  add(score: number): void {
    this.#past.push(score);
  }

  #renew(): void {
    const candidates = Float64Array.from(this.#past).sort();
    this.#least = new Map(
      this.#levels.map((level) => [level, this.#lowest(candidates, LEVEL_SHARES[level])] as const),
    );
  }

  #lowest(candidates: Float64Array, share: number): number {
    let [low, high] = [0, candidates.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#isWithin(candidates[middle]!, share)) high = middle;
      else low = middle + 1;
    }
    return candidates[low]!;
  }

  #isWithin(least: number, share: number): boolean {
    const past = this.#past;
    if ('alarmTime' in this.#budget) return timeInAlarm(past, least) <= this.#budget.alarmTime * share;
    const years = past.length / this.#pace.stepsPerYear;
    return riseCount(past, least, this.#pace.refractory) <= this.#budget.risesPerYear * share * years;
  }
}
