import { DAY_MS, type EpochMs } from '../domain/time.ts';
import { everyMs } from './settings.ts';

/** The part of a source's settings that says when. */
interface Schedule {
  readonly every?: string | undefined;
  readonly at?: string | undefined;
  readonly jitterSeconds: number;
}

/** When a source is due next, seen from the end of a run. `random` is between 0 and 1, for the jitter. */
export function nextRun({ every, at, jitterSeconds }: Schedule, now: EpochMs, random: number): EpochMs {
  const jitter = Math.floor(jitterSeconds * 1000 * random);
  if (at === undefined) return now + everyMs(every ?? '1d') + jitter;
  const [hours = 0, minutes = 0] = at.split(':').map(Number);
  const today = Math.floor(now / DAY_MS) * DAY_MS + (hours * 60 + minutes) * 60_000;
  // A run that began late in its jitter was still that of its day.
  return (today > now ? today : today + DAY_MS) + jitter;
}

/** When a source is due that was never fetched: one with an interval soon, one with a time of day at that time. */
export function firstRun(settings: Schedule, now: EpochMs, random: number): EpochMs {
  if (settings.at !== undefined) return nextRun(settings, now, random);
  return now + Math.floor(settings.jitterSeconds * 1000 * random);
}
