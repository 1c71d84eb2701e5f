import { Trail } from '../trail.ts';
import { Changes, memoryOf } from './changes.ts';
import { harm, type ScoreStream, type Scores, type Watched } from './channel.ts';
import { PACES, type PaceSettings } from './pace.ts';
import { Weighted } from './weighted.ts';

/** A single deviation counts for no more: a lone spike is unusual, but not more so than what lasts. */
const CLIP = 4;

/** Steps that the slow members look back over, and the spread that volatility is set against. */
const SHORT = 3;
const YEAR = 12;

const NOTHING: Scores = { alert: null, caution: null, members: {} };

/**
 * The two channels of a series, each the mean of its members with equal weights (none that were learnt held on crises
 * not seen before):
 *
 * - `alert`: `z` (the newest surprise), `ewma-5` and `ewma-2` (means of the newest ones, weights 0.5 and 0.2);
 * - `caution`: `change-3` and `change-12` (the change over so many steps), `level` (from the median of the window) and
 *   `volatility` (how wide the newest twelve changes are beside those of the window).
 */
export function scoreStream({ pace, direction, kind }: Watched): ScoreStream {
  const settings = PACES[pace];
  const changes = new Changes(settings, kind === 'share');
  const fast = [new Weighted(1, CLIP), new Weighted(0.5, CLIP), new Weighted(0.2, CLIP)] as const;
  const slow = new Slow();
  return {
    step(ordinal, value) {
      const deviation = changes.step(ordinal, value);
      if (deviation === undefined) return NOTHING;
      const [z, quick, steady] = fast.map((each) => each.step(deviation.surprise)) as [
        number,
        number,
        number,
      ];
      const { short, year, volatility } = slow.step(deviation.change);
      const alert = harm((z + quick + steady) / 3, direction);
      const caution = (harm(short, direction) + harm(year, direction) + volatility) / 3;
      return {
        alert: alert + 0,
        caution: caution + 0,
        members: {
          z: harm(z, direction),
          'ewma-5': harm(quick, direction),
          'ewma-2': harm(steady, direction),
          'change-3': harm(short, direction),
          'change-12': harm(year, direction),
          volatility,
        },
      };
    },
  };
}

/** The points that the scores of a step depend on. */
export function scoreMemory(settings: PaceSettings): number {
  return memoryOf(settings) + FAST_REACH;
}

/** ewma-2 reaches back furthest. */
const FAST_REACH = 42;

/** What has come together over several steps. */
class Slow {
  readonly #changes = new Trail(YEAR);

  step(change: number): { short: number; year: number; volatility: number } {
    this.#changes.push(Math.max(-CLIP, Math.min(CLIP, change)));
    return { short: this.#sum(SHORT), year: this.#sum(YEAR), volatility: this.#volatility() };
  }

  /** The change over the newest `length` steps, in the standard deviations of a sum of so many. */
  #sum(length: number): number {
    const newest = this.#changes.last(length);
    let sum = 0;
    for (let index = 0; index < newest.length; index += 1) sum += newest[index]!;
    return sum / Math.sqrt(newest.length);
  }

  /** The root of the mean square above 1, over the standard error that it has where nothing is unusual. */
  #volatility(): number {
    const newest = this.#changes.last(YEAR);
    let squares = 0;
    for (let index = 0; index < newest.length; index += 1) squares += newest[index]! ** 2;
    return Math.max(0, (Math.sqrt(squares / newest.length) - 1) * Math.sqrt(2 * newest.length));
  }
}
