import { EwsError } from '../domain/errors.ts';
import type { EpochMs } from '../domain/time.ts';

const HOUR_MS = 3_600_000;

/** How many messages of each sender were taken within the hour; in memory, so a restart begins anew. */
export function createHourly(most: number): {
  /** Counts one. @throws EwsError `rate_limited`, with `retryAfterSeconds` */
  count(sender: string, now: EpochMs): void;
} {
  const hours = new Map<string, { readonly until: EpochMs; taken: number }>();
  return {
    count(sender, now) {
      let hour = hours.get(sender);
      if (hour === undefined || now >= hour.until) hour = { until: now + HOUR_MS, taken: 0 };
      if (hour.taken >= most) {
        const retryAfterSeconds = Math.ceil((hour.until - now) / 1000);
        const message = `${sender} has sent ${most} messages within an hour; more are taken in ${retryAfterSeconds} s.`;
        throw new EwsError('rate_limited', message, { retryAfterSeconds });
      }
      hour.taken += 1;
      hours.set(sender, hour);
    },
  };
}
