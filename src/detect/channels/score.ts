import { Changes, memoryOf } from './changes.ts';
import { harm, type ScoreStream, type Scores, type Watched } from './channel.ts';
import { Novelty } from './novelty.ts';
import { isDense, PACES, type PaceSettings } from './pace.ts';
import { Recent, weightsOf } from './recent.ts';

/** A single deviation counts for no more: a lone spike is unusual, but not more so than what lasts. */
const CLIP = 4;

const QUICK = weightsOf(0.5);
const STEADY = weightsOf(0.2);

/** Steps that the slow members look back over. */
const SHORT = sumOf(3);
const YEAR = sumOf(12);

const NOTHING: Scores = { alert: null, caution: null, members: {} };

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
export function scoreStream({ pace, direction, kind }: Watched): ScoreStream {
  const changes = new Changes(PACES[pace], kind === 'share');
  const surprises = new Recent(STEADY.length, CLIP);
  const moves = new Recent(YEAR.length, CLIP);
  const novelty = isDense(pace) ? new Novelty(direction) : undefined;
  return {
    step(ordinal, value) {
      const deviation = changes.step(ordinal, value);
      const novel = novelty?.step(value);
      if (deviation === undefined || (novelty !== undefined && novel === undefined)) return NOTHING;
      surprises.push(deviation.surprise);
      moves.push(deviation.change);
      const newest = surprises.weighted(NEWEST);
      const [quick, steady] = [surprises.weighted(QUICK), surprises.weighted(STEADY)];
      const members = {
        z: harm(newest, direction),
        'ewma-5': harm(quick, direction),
        'ewma-2': harm(steady, direction),
        'change-3': harm(sumOver(moves, SHORT), direction),
        'change-12': harm(sumOver(moves, YEAR), direction),
        volatility: moves.volatility(YEAR.length),
        ...(novel === undefined ? {} : { novelty: novel }),
      };
      return {
        alert: novel ?? harm((newest + quick + steady) / 3, direction),
        caution: (members['change-3'] + members['change-12'] + members.volatility) / 3,
        members,
      };
    },
  };
}

const NEWEST = Float64Array.of(1);

/** The points that the scores of a step depend on. */
export function scoreMemory(pace: PaceSettings): number {
  return memoryOf(pace) + STEADY.length;
}

function sumOf(length: number): Float64Array {
  return new Float64Array(length).fill(1);
}

/** The change over the newest steps, in the standard deviations of a sum of as many. */
function sumOver(moves: Recent, weights: Float64Array): number {
  return moves.weighted(weights) / Math.sqrt(moves.count(weights.length));
}
