import type { Retention } from './port.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How often a link is measured. */
export const SAMPLE_SECONDS = 10;

/** Every 10 s for an hour, every minute for a day, every hour for 90 days. */
export const RETENTION: Retention = {
  steps: [
    { fromSeconds: SAMPLE_SECONDS, toSeconds: 60, afterMs: HOUR_MS },
    { fromSeconds: 60, toSeconds: 3600, afterMs: DAY_MS },
  ],
  forgetAfterMs: 90 * DAY_MS,
};
