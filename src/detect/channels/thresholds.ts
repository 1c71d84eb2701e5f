import type { Level } from '../../domain/level.ts';
import { riseCount, timeInAlarm } from './alarm.ts';
import type { ChannelName } from './channel.ts';
import { PACES, type Pace } from './pace.ts';
import { leastThresholds, PRIOR_STEPS, priorShare } from './prior.ts';

/** How often a series may alarm, by its own past: a share of the steps, or rises in a year. */
export type Budget = { readonly alarmTime: number } | { readonly risesPerYear: number };

/** The least score of each level that a channel has, from the lowest level on. */
export type LevelThresholds = ReadonlyMap<Level, number>;

/** What each level may take of what an alert may. */
const LEVEL_SHARES: Readonly<Record<Level, number>> = { attention: 4, caution: 2, alert: 1, serious: 0.2 };

/** Thresholds are computed anew when there are so many times as many scores. */
const RENEWED_AT = 1.05;
/** No score reaches it: deviations are clipped. */
const MOST = 64;
/** Halvings of 0 … MOST: to a millionth. */
const HALVINGS = 26;
/** Steps of an alarm, about: a share of time in alarm is so many times as many steps as it has rises. */
const STEPS_A_RISE = 1.6;

interface Options {
  readonly channel: ChannelName;
  readonly levels: readonly Level[];
  readonly budget: Budget;
  readonly pace: Pace;
}

/**
 * From which score on a channel has which level: for each the lowest under which the past of the series, and that of
 * ordinary series with the weight of PRIOR_STEPS steps, stays within the budget. It looks at nothing ahead: a step is
 * judged by what there was before it.
 */
export class Thresholds {
  readonly #options: Options;
  readonly #past: number[] = [];
  #renewAt = 0;
  #least: LevelThresholds = new Map();

  constructor(options: Options) {
    this.#options = options;
  }

  /** For the next step. */
  get least(): LevelThresholds {
    const steps = this.#past.length + PRIOR_STEPS;
    if (steps >= this.#renewAt) {
      const { channel, pace, levels } = this.#options;
      const least = leastThresholds(channel, pace);
      const lowest = (level: Level) => Math.max(least[level], this.#lowest(LEVEL_SHARES[level]));
      this.#least = new Map(levels.map((level) => [level, lowest(level)] as const));
      this.#renewAt = Math.ceil(steps * RENEWED_AT);
    }
    return this.#least;
  }

  add(score: number): void {
    this.#past.push(score);
  }

  #lowest(share: number): number {
    let [low, high] = [0, MOST];
    for (let halving = 0; halving < HALVINGS; halving += 1) {
      const middle = (low + high) / 2;
      if (this.#isWithin(middle, share)) high = middle;
      else low = middle;
    }
    return high;
  }

  #isWithin(least: number, share: number): boolean {
    const { channel, budget, pace } = this.#options;
    const [steps, prior] = [this.#past.length + PRIOR_STEPS, PRIOR_STEPS * priorShare(channel, pace, least)];
    if ('alarmTime' in budget) {
      const own = this.#past.length * timeInAlarm(this.#past, least);
      return own + prior <= budget.alarmTime * share * steps;
    }
    const rises = riseCount(this.#past, least, PACES[pace].refractory) + prior / STEPS_A_RISE;
    return rises <= (budget.risesPerYear * share * steps) / PACES[pace].stepsPerYear;
  }
}
