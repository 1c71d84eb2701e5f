import type { LinkReason, LinkState } from '../domain/link.ts';

/** What the facts of this moment say of a direction. */
export interface Verdict {
  readonly state: LinkState;
  readonly reason: LinkReason;
  /** It comes from the peer's report, which has waited for the state to settle already. */
  readonly settled?: boolean;
}

/** The state that a direction has been given. Times are milliseconds of a clock that never jumps. */
export interface Standing {
  readonly state: LinkState;
  readonly reason: LinkReason;
  /** When the state began; a change of the reason alone leaves it. */
  readonly since: number;
  /** The facts have been other than the state for so long, without a break. */
  readonly doubted?: { readonly better: boolean; readonly since: number };
}

/** What is better than the state has to last so long before it is believed. */
export const HOLD_MS = 5_000;

/** … unless so many exchanges in a row went well: then a direction that was down is up at once. */
export const ENOUGH_SUCCESSES = 2;

const SEVERITY = { up: 0, degraded: 1, down: 2 } as const;

/**
 * One step of a direction's state machine. What is worse counts at once, since the verdict of silence has
 * waited already; what is better has to last, so that a link that flaps is not reported with every flap.
 */
export function settle(standing: Standing, verdict: Verdict, now: number, successesInRow: number): Standing {
  if (verdict.state === standing.state && verdict.reason === standing.reason) return undoubted(standing);
  // Not to know is no news of a link that was known.
  if (verdict.state === 'unknown' && isJudged(standing)) return undoubted(standing);
  if (isImmediate(standing, verdict)) return changed(standing, verdict, now);
  const better = severity(verdict) < severity(standing);
  const doubted = standing.doubted?.better === better ? standing.doubted : { better, since: now };
  const isConfirmed = better && standing.state === 'down' && successesInRow >= ENOUGH_SUCCESSES;
  if (isConfirmed || now - doubted.since >= HOLD_MS) return changed(standing, verdict, now);
  return { ...undoubted(standing), doubted };
}

function isImmediate(standing: Standing, verdict: Verdict): boolean {
  return (
    verdict.settled === true ||
    !isJudged(standing) ||
    verdict.state === 'suspended' ||
    severity(verdict) > severity(standing)
  );
}

/** Whether the state says how the link fares: an operator's act, or not knowing, does not. */
function isJudged({ state }: { readonly state: LinkState }): boolean {
  return state === 'up' || state === 'degraded' || state === 'down';
}

function severity({ state }: { readonly state: LinkState }): number {
  return state in SEVERITY ? SEVERITY[state as keyof typeof SEVERITY] : -1;
}

function undoubted({ state, reason, since }: Standing): Standing {
  return { state, reason, since };
}

function changed(standing: Standing, { state, reason }: Verdict, now: number): Standing {
  return { state, reason, since: state === standing.state ? standing.since : now };
}
