import { restoreState, stateOf } from '../state-at-rest.ts';
import type { ScoreStream, Watched } from './channel.ts';
import { CLIP, scoreStream } from './score.ts';

/** How far from where one begins an edge is looked for, in parts of it: from a millionth, doubled again and again. */
const NEAREST = 1e-6;
const DOUBLINGS = 1_000;
/** No observation reaches there. */
const MOST = 1e100;
/** Halvings between two values: to a thousand-millionth of their distance. */
const HALVINGS = 30;

type Side = 1 | -1;

interface ScoreBand {
  readonly expected: number;
  edges(score: number): { readonly low?: number | undefined; readonly high?: number | undefined };
}

/**
 * Between which values the next point would score less on the channel `alert`: tried out, on twins of the stream. A
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
  // What goes one way does harm in one of them.
  const above = tryOut({ ...watched, direction: 'up' }, state, ordinal);
  const below = tryOut({ ...watched, direction: 'down' }, state, ordinal);
  if (above(before) === undefined) return undefined;
  const towards = (side: Side, value: number) => (side === 1 ? above : below)(value)!;
  const isAbove = (value: number) => towards(1, value).surprise > 0;
  const expected =
    (isAbove(before) ? crossing(before, -1, (value) => !isAbove(value)) : crossing(before, 1, isAbove)) ??
    before;
  const edge = (score: number, side: Side) => {
    const reaches = (value: number) => towards(side, value).score >= score;
    const isFarthest = (value: number, to: Side) => towards(to, value).surprise >= CLIP;
    if (reaches(expected)) {
      // What came before reaches it already: only a value on the other side ends it.
      const other = side === 1 ? -1 : 1;
      return crossing(expected, other, (value) => !reaches(value) || isFarthest(value, other));
    }
    const found = crossing(expected, side, (value) => reaches(value) || isFarthest(value, side));
    return found !== undefined && reaches(found) ? found : undefined;
  };
  return {
    expected,
    edges: (score) => ({
      low: watched.direction === 'up' ? undefined : edge(score, -1),
      high: watched.direction === 'down' ? undefined : edge(score, 1),
    }),
  };
}

/** What a value would say as the next point; the stream itself stays where it is. */
function tryOut(watched: Watched, state: ArrayBuffer, ordinal: number) {
  const twin = scoreStream(watched);
  return (value: number): { readonly score: number; readonly surprise: number } | undefined => {
    restoreState(twin, state);
    const { alert } = twin.step(ordinal, value);
    return alert === null ? undefined : { score: alert, surprise: twin.members().z! };
  };
}

/** The first value on that side of `from` for which something holds; undefined: it holds for none. */
function crossing(from: number, side: Side, holds: (value: number) => boolean): number | undefined {
  const unit = Math.max(Math.abs(from), Number.MIN_VALUE) * NEAREST;
  // What was positive so far is compared by its ratios, down to where next to nothing is left.
  const at = (steps: number) => {
    if (from <= 0) return from + side * unit * steps;
    return side === 1 ? from * (1 + NEAREST * steps) : from / (1 + NEAREST * steps);
  };
  let [near, far] = [from, from];
  for (let doubling = 0; ; doubling += 1) {
    [near, far] = [far, at(2 ** doubling)];
    if (doubling === DOUBLINGS || Math.abs(far) > MOST || far === near) return undefined;
    if (holds(far)) break;
  }
  for (let halving = 0; halving < HALVINGS; halving += 1) {
    const middle = (near + far) / 2;
    if (holds(middle)) far = middle;
    else near = middle;
  }
  return far;
}
