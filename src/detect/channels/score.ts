import type { HarmfulDirection } from '../../domain/indicator.ts';
import type { Resting, StateReader, StateWriter } from '../state-at-rest.ts';
import { Changes, memoryOf } from './changes.ts';
import { harm, type Members, type ScoreStream, type Scores, type Watched } from './channel.ts';
import { Novelty } from './novelty.ts';
import { isDense, PACES, type PaceSettings } from './pace.ts';
import { Recent, weightsOf } from './recent.ts';

/** A single deviation counts for no more: a lone spike is unusual, but not more so than what lasts. */
export const CLIP = 4;

const QUICK = weightsOf(0.5);
const STEADY = weightsOf(0.2);

/** Steps that the slow members look back over. */
const SHORT = 3;
const YEAR = 12;

const NOTHING: Scores = { alert: null, caution: null };

/**
 * The two channels of a series, each the mean of its members with equal weights (none that were learnt held on crises
 * not seen before):
 *
 * - `alert`: `z` (the newest surprise), `ewma-5` and `ewma-2` (means of the newest ones, weights 0.5 and 0.2);
 * - `caution`: `change-3` and `change-12` (the change over so many steps) and `volatility` (how wide the newest twelve
 *   changes are beside those of the window).
 *
 * With a reading every hour or more often, `alert` is `novelty` instead.
 */
export function scoreStream(watched: Watched): ScoreStream {
  return new Stream(watched);
}

class Stream implements ScoreStream {
  readonly #direction: HarmfulDirection;
  readonly #changes: Changes;
  readonly #surprises = new Recent(STEADY.length, CLIP);
  readonly #moves = new Recent(YEAR, CLIP);
  readonly #novelty: Novelty | undefined;
  readonly #parts: readonly (Resting & { clear(): void })[];
  #novel: number | undefined;
  alert = Number.NaN;
  caution = Number.NaN;

  constructor({ pace, direction, kind }: Watched) {
    this.#direction = direction;
    this.#changes = new Changes(PACES[pace], kind === 'share');
    this.#novelty = isDense(pace) ? new Novelty(direction) : undefined;
    const parts = [this.#changes, this.#surprises, this.#moves];
    this.#parts = this.#novelty === undefined ? parts : [...parts, this.#novelty];
  }

  step(ordinal: number, value: number): Scores {
    return this.advance(ordinal, value) ? { alert: this.alert, caution: this.caution } : NOTHING;
  }

  advance(ordinal: number, value: number): boolean {
    const changes = this.#changes;
    const hasDeviation = changes.step(ordinal, value);
    if (this.#novelty !== undefined) this.#novel = this.#novelty.step(value);
    const isJudged = hasDeviation && (this.#novelty === undefined || this.#novel !== undefined);
    if (isJudged) {
      this.#surprises.push(changes.surprise);
      this.#moves.push(changes.change);
    }
    this.alert = isJudged ? (this.#novel ?? this.#alert()) : Number.NaN;
    this.caution = isJudged ? this.#caution() : Number.NaN;
    return isJudged;
  }

  clear(): void {
    for (const part of this.#parts) part.clear();
    this.#forget();
  }

  save(to: StateWriter): void {
    for (const part of this.#parts) part.save(to);
  }

  restore(from: StateReader): void {
    for (const part of this.#parts) part.restore(from);
    this.#forget();
  }

  #forget(): void {
    this.alert = Number.NaN;
    this.caution = Number.NaN;
  }

  members(): Members {
    if (Number.isNaN(this.alert)) return {};
    const [surprises, moves, direction] = [this.#surprises, this.#moves, this.#direction];
    return {
      z: harm(surprises.newest, direction),
      'ewma-5': harm(surprises.weighted(QUICK), direction),
      'ewma-2': harm(surprises.weighted(STEADY), direction),
      'change-3': harm(moves.sum(SHORT), direction),
      'change-12': harm(moves.sum(YEAR), direction),
      volatility: moves.volatility(YEAR),
      ...(this.#novel === undefined ? {} : { novelty: this.#novel }),
    };
  }

  #alert(): number {
    const surprises = this.#surprises;
    const newest = surprises.newest;
    return harm((newest + surprises.weighted(QUICK) + surprises.weighted(STEADY)) / 3, this.#direction);
  }

  #caution(): number {
    const moves = this.#moves;
    const short = harm(moves.sum(SHORT), this.#direction);
    return (short + harm(moves.sum(YEAR), this.#direction) + moves.volatility(YEAR)) / 3;
  }
}

/** The points that the scores of a step depend on. */
export function scoreMemory(pace: PaceSettings): number {
  return memoryOf(pace) + STEADY.length;
}
