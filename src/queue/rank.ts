import { Grade } from '../domain/indicator.ts';
import { type Level, levelRank } from '../domain/level.ts';
import { Stage } from '../domain/supply-map.ts';
import type { EpochMs } from '../domain/time.ts';

/** What of a signal says how much it matters; undefined: nobody knows, which never speaks for it. */
export interface Matter {
  readonly id: string;
  readonly level: Level;
  readonly grade: Grade | undefined;
  /** Share of the supply that comes from one country, from 0 to 1. */
  readonly concentration: number | undefined;
  readonly stage: Stage | undefined;
  /** Places of the supply map behind it. */
  readonly downstream: number;
  /** Its score over the least score of its level. */
  readonly beyond: number | undefined;
  readonly raisedAt: EpochMs;
}

/** Shares of several years and publishers are not compared more finely than by so many steps. */
const STEPS = 10;

/** From the weightiest to the lightest; each only decides where all before it are alike. More comes first. */
const CRITERIA: readonly ((matter: Matter) => number)[] = [
  ({ level }) => levelRank(level),
  ({ grade }) => (grade === undefined ? -Grade.options.length : -Grade.options.indexOf(grade)),
  // The addition takes 0.7 · 10, which falls short of 7, for what it is meant to be.
  ({ concentration }) => (concentration === undefined ? -1 : Math.floor(concentration * STEPS + 1e-9)),
  ({ stage }) => (stage === undefined ? -Stage.options.length : -Stage.options.indexOf(stage)),
  ({ downstream }) => downstream,
  ({ beyond }) => beyond ?? 0,
  ({ raisedAt }) => -raisedAt,
];

/** What matters most comes first: a total order, the same in whatever order they come (docs/queue.md). */
export function rank<T extends Matter>(matters: readonly T[]): T[] {
  return matters.toSorted(compare);
}

function compare(a: Matter, b: Matter): number {
  for (const weigh of CRITERIA) {
    const difference = weigh(b) - weigh(a);
    if (difference !== 0) return difference;
  }
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
}
