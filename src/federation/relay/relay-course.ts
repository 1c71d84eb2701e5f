import type { NodeId } from '../../domain/node-id.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { Peer } from '../port.ts';
import { LIMITS } from '../protocol.ts';

/** How the pulls of one log through others go. */
export interface Course {
  /** Whom it comes through. */
  current: NodeId | undefined;
  /** Whom it was last said to come through. */
  told: NodeId | undefined;
  /** Whom to ask next: a hint came from there. */
  preferred: NodeId | undefined;
  turn: number;
  /** Relays in a row that failed, or whose checkpoint of the log was old. */
  vain: number;
  rounds: number;
  atOnce: boolean;
  limit: number;
  /** What a quota was last said to hold up. */
  waiting: number | undefined;
  /** When a relay was last asked for what another one had sealed. */
  askedSealedAt: EpochMs;
}

export function newCourse(): Course {
  return {
    current: undefined,
    told: undefined,
    preferred: undefined,
    turn: 0,
    vain: 0,
    rounds: 0,
    atOnce: true,
    limit: LIMITS.entriesPerPage,
    waiting: undefined,
    askedSealedAt: 0,
  };
}

/** Who is asked now. */
export function chosen(course: Course, relays: readonly Peer[]): Peer | undefined {
  const named = (node: NodeId | undefined) => relays.find((relay) => relay.node === node);
  const preferred = named(course.preferred);
  course.preferred = undefined;
  return preferred ?? named(course.current) ?? relays[course.turn % relays.length];
}

/** The next relay has its turn. Returns whether all of them have had theirs. */
export function moveOn(course: Course, relays: number): boolean {
  course.turn += 1;
  course.vain += 1;
  if (course.vain < relays) return false;
  course.vain = 0;
  course.rounds += 1;
  return true;
}

/** After a round in which no relay had anything good: nothing is given up, but nobody is asked without end. */
const ROUND_PAUSE_MS = { first: 500, most: 60_000 };

export function pauseMs(rounds: number): number {
  return Math.min(ROUND_PAUSE_MS.most, ROUND_PAUSE_MS.first * 2 ** Math.min(rounds - 1, 16));
}
