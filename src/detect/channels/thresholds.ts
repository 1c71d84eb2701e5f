import type { Level } from '../../domain/level.ts';
import type { Resting, StateReader, StateWriter } from '../state-at-rest.ts';
import { PACES, type Pace } from './pace.ts';
import { Past, type SortedPast } from './past.ts';
import {
  isPriorAbove,
  leastThresholds,
  PRIOR_STEPS,
  type PriorName,
  priorShare,
  priorThreshold,
} from './prior.ts';

/** How much a series may alarm, by its own past: the stricter one counts. One of them is there. */
export interface Budget {
  /** The share of steps at `alert` or above; of a channel that never alerts, half of that at `caution`. */
  readonly alarmTime?: number | undefined;
  readonly risesPerYear?: number | undefined;
}

/** The least score of each level that a channel has, from the lowest level on. */
export type LevelThresholds = ReadonlyMap<Level, number>;

/** The highest level whose threshold a score reaches; a level that stands from before is not asked for. */
export function levelReached(score: number | null, least: LevelThresholds): Level | undefined {
  if (score === null) return undefined;
  return [...least].findLast(([, threshold]) => score >= threshold)?.[0];
}

/** What each level may take of what an alert may. */
const LEVEL_SHARES: Readonly<Record<Level, number>> = { attention: 4, caution: 2, alert: 1, serious: 0.2 };

/** No score reaches it: deviations are clipped. */
const MOST = 64;
/** What is above a score by as much counts as higher: scores are kept in thousandths. */
const ABOVE = 1e-3;
/** Steps of an alarm, about: a share of time in alarm is so many times as many steps as it has rises. */
const STEPS_A_RISE = 1.6;

interface Options {
  readonly prior: PriorName;
  readonly levels: readonly Level[];
  readonly budget: Budget;
  readonly pace: Pace;
}

/**
 * From which score on a channel has which level: for each the lowest under which the past of the series, and that of
 * ordinary series with the weight of PRIOR_STEPS steps, stays within the budget. It looks at nothing ahead: a step is
 * judged by what there was before it. Thresholds are computed anew at the same periods wherever a series begins.
 */
export class Thresholds implements Resting {
  readonly #options: Options;
  readonly #past: Past;
  #renewal = Number.NaN;
  #least: LevelThresholds | undefined;
  /** The same without the names of the levels. */
  readonly inOrder: Float64Array;

  constructor(options: Options) {
    this.#options = options;
    this.#past = new Past(PACES[options.pace].past);
    this.inOrder = new Float64Array(options.levels.length);
  }

  /** For the step that was asked for last. */
  get least(): LevelThresholds {
    this.#least ??= new Map(
      this.#options.levels.map((level, place) => [level, this.inOrder[place]!] as const),
    );
    return this.#least;
  }

  /** Sees to the thresholds for the step of the period with this number, which comes next. */
  ask(ordinal: number): void {
    const { prior, pace, levels } = this.#options;
    const renewal = Math.floor(ordinal / PACES[pace].renewal);
    if (renewal === this.#renewal) return;
    this.#renewal = renewal;
    const least = leastThresholds(prior);
    const past = this.#past.sorted();
    for (const [place, level] of levels.entries())
      this.inOrder[place] = Math.max(least[level], this.#lowest(past, LEVEL_SHARES[level]));
    this.#least = undefined;
  }

  clear(): void {
    this.#past.clear();
    this.#renewal = Number.NaN;
  }

  save(to: StateWriter): void {
    to.number(this.#renewal);
    for (const each of this.inOrder) to.number(each);
    this.#past.save(to);
  }

  restore(from: StateReader): void {
    this.#renewal = from.number();
    for (let place = 0; place < this.inOrder.length; place += 1) this.inOrder[place] = from.number();
    this.#least = undefined;
    this.#past.restore(from);
  }

  add(score: number): void {
    this.#past.add(score);
  }

  #lowest(past: SortedPast, share: number): number {
    const { alarmTime, risesPerYear } = this.#options.budget;
    const steps = past.length + PRIOR_STEPS;
    const alarmSteps = alarmTime === undefined ? undefined : alarmTime * share * steps;
    if (risesPerYear === undefined) return alarmSteps === undefined ? 0 : this.#byTime(past, alarmSteps);
    const rises = (risesPerYear * share * steps) / PACES[this.#options.pace].stepsPerYear;
    // A ceiling over very many series: it is stricter than any share of time could be.
    if (rises < 1 && rises * STEPS_A_RISE <= (alarmSteps ?? steps)) return this.#aboveAll(past, rises);
    return this.#byRises(past, alarmSteps === undefined ? 0 : this.#byTime(past, alarmSteps), rises);
  }

  /** Lets as many steps of its own pass, from the highest on, as leave enough for what ordinary series take. */
  #byTime(past: SortedPast, allowed: number): number {
    const { prior } = this.#options;
    const byOwn = (passed: number) =>
      passed < past.length ? Math.max(0, past.at(past.length - 1 - passed) + ABOVE) : 0;
    const shareLeft = (passed: number) => (allowed - passed) / PRIOR_STEPS;
    // The more pass, the less its own ask for, and the more ordinary series do: the least is where the two meet.
    let low = 0;
    let high = Math.floor(allowed) + 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isPriorAbove(prior, shareLeft(middle), byOwn(middle))) high = middle;
      else low = middle + 1;
    }
    const before = low === 0 ? MOST : Math.min(MOST, byOwn(low - 1));
    return low > allowed ? before : Math.min(before, priorThreshold(prior, shareLeft(low)));
  }

  /** What no step of its own reaches, and ordinary series as seldom as is allowed. */
  #aboveAll(past: SortedPast, allowed: number): number {
    const { prior } = this.#options;
    const byOwn = past.length === 0 ? 0 : past.at(past.length - 1) + ABOVE;
    const byPrior = priorThreshold(prior, (allowed * STEPS_A_RISE) / PRIOR_STEPS);
    return Math.max(byOwn, Math.min(MOST, byPrior));
  }

  /** No lower than `from`, which most often is high enough. */
  #byRises(past: SortedPast, from: number, allowed: number): number {
    const { prior, pace } = this.#options;
    const { refractory } = PACES[pace];
    const priorRises = (least: number) => (PRIOR_STEPS * priorShare(prior, least)) / STEPS_A_RISE;
    const lowest = past.countBelow(from);
    // No more alarms rise than steps are in alarm: most often that says enough.
    if (past.length - lowest + priorRises(from) <= allowed) return from;

    const peaks = this.#past.peaks(from);
    const rises = (least: number) => peaks.rises(least, refractory);
    if (rises(from) + priorRises(from) <= allowed) return from;
    // The lowest of its own that is high enough; the least threshold lies between the one before it and itself.
    let low = lowest;
    let high = past.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const least = past.at(middle);
      if (rises(least) + priorRises(least) <= allowed) high = middle;
      else low = middle + 1;
    }
    const above = low === 0 ? 0 : past.at(low - 1) + ABOVE;
    const left = allowed - (low < past.length ? rises(past.at(low)) : 0);
    const byPrior = priorThreshold(prior, (left * STEPS_A_RISE) / PRIOR_STEPS);
    return Math.max(from, above, Math.min(low < past.length ? past.at(low) : MOST, byPrior));
  }
}
