import type { LinkState } from '../domain/link.ts';
import { LIMITS } from '../federation/protocol.ts';
import type { Verdict } from './health.ts';

/** What is known of a link at a moment. Times are milliseconds of a clock that never jumps. */
export interface LinkFacts {
  /** From when on silence counts: when the link began to be watched, or this node woke from a standstill. */
  readonly watchedSince: number;
  readonly suspendedHere: boolean;
  /** The peer has answered that this node is suspended there, and nothing else since. */
  readonly suspendedThere: boolean;
  /** Whether the peer can be asked at all; if not, its log comes through others. */
  readonly hasAddress: boolean;
  /** The last page of its log that came through another peer. */
  readonly relayedAt: number | undefined;
  /** Anything that came back on a request of ours. */
  readonly answeredAt: number | undefined;
  /** A request of the peer whose token held. */
  readonly heardAt: number | undefined;
  /** The last page that was verified; failures since then, and when the first of them was. */
  readonly pulledAt: number | undefined;
  readonly pullFailures: number;
  readonly pullsFailSince: number | undefined;
  /** The peer's clock minus ours. */
  readonly clockOffsetMs: number | undefined;
  /** When the peer's log last said that it was alive, put on our clock. */
  readonly freshAt: number | undefined;
  /** Entries that the peer is known to have and that are not here, since when without a break. */
  readonly behindSince: number | undefined;
  readonly entryRefusedAt: number | undefined;
  /** Whether it was interrupted so often lately that it is no accident. */
  readonly failsOften: boolean;
  /** Whether the peer knows link reports; undefined: not asked yet. */
  readonly reports: boolean | undefined;
  readonly theirs: TheirView | undefined;
}

/** What the newest report of the peer says of our data on their way to it. */
export interface TheirView {
  readonly receivedAt: number;
  readonly state: LinkState;
  readonly reason: string;
}

/** Nothing heard for so long: three reports that did not come. */
export const SILENCE_MS = 12_000;
/** A peer that sends no reports only calls when its long poll is over. */
export const SILENCE_WITHOUT_REPORTS_MS = (LIMITS.waitSeconds + 20) * 1000;
/** A log says at least every 15 s that it is alive, and a long poll brings that after at most 25 s. */
export const STALE_MS = 90_000;
export const BEHIND_MS = 60_000;
/** For so long after an entry was refused a person should look at it. */
export const REFUSED_MS = 3_600_000;

const DUE_FAILURES = 2;

/** How the peer's data reach this node: judged by what this node asks of the peer. */
export function judgeInbound(facts: LinkFacts, now: number): Verdict {
  if (facts.suspendedHere) return { state: 'suspended', reason: 'suspended_here' };
  if (!facts.hasAddress) return judgeRelayed(facts, now);
  if (isSilent(facts.answeredAt, facts, now, SILENCE_MS)) return { state: 'down', reason: 'no_contact' };
  if (facts.suspendedThere) return { state: 'suspended', reason: 'suspended_there' };
  // Not since the last page: a long poll takes longer than this.
  const { pullsFailSince } = facts;
  if (facts.pullFailures >= DUE_FAILURES && isSilent(pullsFailSince, facts, now, SILENCE_MS)) {
    return { state: 'down', reason: 'pull_failing' };
  }
  if (facts.pulledAt === undefined) return { state: 'unknown', reason: 'starting' };
  return judgeQuality(facts, now);
}

/** Of a peer without an address, the way through others is the only one. */
function judgeRelayed(facts: LinkFacts, now: number): Verdict {
  if (isSilent(facts.relayedAt, facts, now, SILENCE_WITHOUT_REPORTS_MS))
    return { state: 'down', reason: 'no_contact' };
  if (facts.relayedAt === undefined) return { state: 'unknown', reason: 'starting' };
  return judgeQuality(facts, now);
}

/** The link works; how well? */
function judgeQuality(facts: LinkFacts, now: number): Verdict {
  if (Math.abs(facts.clockOffsetMs ?? 0) > LIMITS.clockToleranceSeconds * 1000) return degraded('clock');
  if (isSilent(facts.freshAt, facts, now, STALE_MS)) return degraded('stale_checkpoint');
  if (isWithin(facts.entryRefusedAt, now, REFUSED_MS)) return degraded('entries_refused');
  if (facts.behindSince !== undefined && now - facts.behindSince >= BEHIND_MS) return degraded('behind');
  if (facts.failsOften) return degraded('errors');
  return { state: 'up', reason: 'ok' };
}

/** How our data reach the peer: it says so itself; where it does not, its requests show that it still asks. */
export function judgeOutbound(facts: LinkFacts, now: number): Verdict {
  const { theirs } = facts;
  if (facts.suspendedHere) return { state: 'suspended', reason: 'suspended_here' };
  const lastHeard = Math.max(facts.heardAt ?? 0, theirs?.receivedAt ?? 0);
  // Nobody can say: our log goes to such a peer by others, and what it holds of it they are told.
  if (!facts.hasAddress && lastHeard === 0) return { state: 'unknown', reason: 'not_watched' };
  const silence = facts.reports === false ? SILENCE_WITHOUT_REPORTS_MS : SILENCE_MS;
  if (isSilent(lastHeard, facts, now, silence) && !isAnsweredOfSuspension(facts, now)) {
    return { state: 'down', reason: 'no_contact' };
  }
  if (facts.suspendedThere) return { state: 'suspended', reason: 'suspended_there' };
  const said = isWithin(theirs?.receivedAt, now, SILENCE_MS) ? theirsAsVerdict(theirs) : undefined;
  if (said !== undefined) return said;
  return lastHeard > 0 ? { state: 'up', reason: 'ok' } : { state: 'unknown', reason: 'starting' };
}

/** A peer that suspended this node does not call; that it answers so is all that can be known. */
function isAnsweredOfSuspension(facts: LinkFacts, now: number): boolean {
  return facts.suspendedThere && isWithin(facts.answeredAt, now, SILENCE_MS);
}

function theirsAsVerdict(theirs: TheirView | undefined): Verdict | undefined {
  switch (theirs?.state) {
    case 'up':
      return { state: 'up', reason: 'ok', settled: true };
    case 'degraded':
      return { state: 'degraded', reason: 'peer_reports_degraded', settled: true };
    case 'down':
      return { state: 'down', reason: 'peer_reports_down', settled: true };
    case 'suspended':
      // That the peer sees itself suspended by us is our own act, and known here.
      return theirs.reason === 'suspended_here'
        ? { state: 'suspended', reason: 'suspended_there' }
        : undefined;
    default:
      return undefined;
  }
}

function degraded(reason: Verdict['reason']): Verdict {
  return { state: 'degraded', reason };
}

/** Whether nothing happened for `ms`, as far as this was watched. */
function isSilent(at: number | undefined, { watchedSince }: LinkFacts, now: number, ms: number): boolean {
  return now - Math.max(at ?? 0, watchedSince) >= ms;
}

function isWithin(at: number | undefined, now: number, ms: number): boolean {
  return at !== undefined && now - at < ms;
}
