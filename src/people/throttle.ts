import { EwsError } from '../domain/errors.ts';
import type { Clock, EpochMs } from '../domain/time.ts';

/** Failures that are let pass in a window; beyond them the answer is no, whatever is asked. */
export interface Limit {
  readonly failures: number;
  readonly windowMs: number;
}

/** So many subjects are remembered; the oldest window goes first. */
const MAX_REMEMBERED = 20_000;

/** Counts failures by subject in fixed windows, in memory: a restart forgives. */
export interface Throttle {
  /**
   * Counts an attempt as failed before it is made, so that attempts made at once cannot all slip through.
   * @throws EwsError `rate_limited`, with `retryAfterSeconds`
   */
  attempt(subject: string): void;
  /** Takes back what `attempt` counted: it did not fail. */
  forgive(subject: string): void;
}

export function createThrottle(limit: Limit, wall: Clock): Throttle {
  const windows = new Map<string, { until: EpochMs; count: number }>();

  function windowOf(subject: string): { until: EpochMs; count: number } {
    const now = wall.now();
    const open = windows.get(subject);
    if (open !== undefined && open.until > now) return open;
    const fresh = { until: now + limit.windowMs, count: 0 };
    // Deleting first moves the subject to the end of the map, which stays in order of age.
    windows.delete(subject);
    windows.set(subject, fresh);
    for (const oldest of windows.keys()) {
      if (windows.size <= MAX_REMEMBERED) break;
      windows.delete(oldest);
    }
    return fresh;
  }

  return {
    attempt(subject) {
      const open = windowOf(subject);
      if (open.count >= limit.failures) throw refusal(open.until - wall.now());
      open.count += 1;
    },
    forgive(subject) {
      const open = windows.get(subject);
      if (open !== undefined && open.count > 0) open.count -= 1;
    },
  };
}

function refusal(waitMs: number): EwsError {
  const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1000));
  return new EwsError('rate_limited', `Too many failed attempts: try again in ${retryAfterSeconds} s.`, {
    retryAfterSeconds,
  });
}
