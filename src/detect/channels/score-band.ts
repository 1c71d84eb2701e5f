import { restoreState, stateOf } from '../state-at-rest.ts';
import type { ScoreStream, Watched } from './channel.ts';
import { scoreStream } from './score.ts';

/** How far from the value before an edge is looked for, in parts of it: from a millionth, doubled again and again. */
const NEAREST = 1e-6;
const DOUBLINGS = 40;
/** Halvings between two values: to a millionth of their distance. */
const HALVINGS = 20;

interface ScoreBand {
  readonly expected: number;
  edges(score: number): { readonly low?: number | undefined; readonly high?: number | undefined };
}

/**
 * Between which values the next point would score less on the channel `alert`: tried out, on a twin of the stream. A
 * deviation counts for four at most, so from calm no single value may reach a high score, and then there is no edge.
 * Undefined while there is too little history. `before`: the newest value.
 */
export function scoreBand(
  watched: Watched,
  stream: ScoreStream,
  ordinal: number,
  before: number | undefined,
): ScoreBand | undefined {
  if (before === undefined) return undefined;
  const state = stateOf(stream);
  const scoreAt = tryOut(watched, state, ordinal);
  const surpriseAt = tryOut({ ...watched, direction: 'up' }, state, ordinal, 'z');
  if (scoreAt(before) === undefined) return undefined;
  // A surprise above 0 is a value above what was to be expected.
  const isAbove = (value: number) => surpriseAt(value)! > 0;
  const expected =
    (isAbove(before)
      ? crossing(before, -1, (value) => !isAbove(value), before)
      : crossing(before, 1, isAbove, before)) ?? before;
  const edge = (score: number, side: 1 | -1) =>
    scoreAt(expected)! >= score
      ? expected
      : crossing(expected, side, (value) => scoreAt(value)! >= score, before);
  return {
    expected,
    edges: (score) => ({
      low: watched.direction === 'up' ? undefined : edge(score, -1),
      high: watched.direction === 'down' ? undefined : edge(score, 1),
    }),
  };
}

/** What a value would score as the next point; the stream itself stays where it is. */
function tryOut(watched: Watched, state: ArrayBuffer, ordinal: number, member?: string) {
  const twin = scoreStream(watched);
  return (value: number): number | undefined => {
    restoreState(twin, state);
    const { alert } = twin.step(ordinal, value);
    if (alert === null) return undefined;
    return member === undefined ? alert : twin.members()[member];
  };
}

/** The first value on that side of `from` for which something holds; undefined: it holds for none. */
function crossing(
  from: number,
  side: 1 | -1,
  holds: (value: number) => boolean,
  size: number,
): number | undefined {
  const unit = Math.max(Math.abs(size), Number.MIN_VALUE) * NEAREST;
  // What was positive so far is compared by its ratios, down to where next to nothing is left.
  const at = (steps: number) => {
    if (from <= 0) return from + side * unit * steps;
    return side === 1 ? from * (1 + NEAREST * steps) : from / (1 + NEAREST * steps);
  };
  let [near, far] = [from, from];
  for (let doubling = 0; ; doubling += 1) {
    if (doubling === DOUBLINGS) return undefined;
    [near, far] = [far, at(2 ** doubling)];
    if (holds(far)) break;
  }
  for (let halving = 0; halving < HALVINGS; halving += 1) {
    const middle = (near + far) / 2;
    if (holds(middle)) far = middle;
    else near = middle;
  }
  return far;
}
