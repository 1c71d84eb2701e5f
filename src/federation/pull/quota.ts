import { DAY_MS, type EpochMs } from '../../domain/time.ts';
import type { Intake } from '../port.ts';

/** How much of one log is taken, on a day (UTC) and in all: the last page may go beyond it. */
export interface Quotas {
  readonly entriesPerDay: number;
  readonly bytesPerDay: number;
  readonly entriesInAll: number;
  readonly bytesInAll: number;
}

/** What a log's quotas still allow; `pausedBy`: nothing, until `until` or until the operator raises it. */
export type Allowance =
  | { readonly entries: number }
  | { readonly pausedBy: keyof Quotas; readonly until: EpochMs | undefined };

/** What waits beyond a quota stays at the origin: held there, and shown here. */
export function allowance(intake: Intake, quotas: Quotas, now: EpochMs): Allowance {
  const today = Math.floor(now / DAY_MS);
  const isToday = intake.day >= today;
  const [dayEntries, dayBytes] = isToday ? [intake.dayEntries, intake.dayBytes] : [0, 0];
  const inAll = quotas.entriesInAll - intake.allEntries;
  if (inAll <= 0) return { pausedBy: 'entriesInAll', until: undefined };
  if (intake.allBytes >= quotas.bytesInAll) return { pausedBy: 'bytesInAll', until: undefined };
  const until = (Math.max(intake.day, today) + 1) * DAY_MS;
  const perDay = quotas.entriesPerDay - dayEntries;
  if (perDay <= 0) return { pausedBy: 'entriesPerDay', until };
  if (dayBytes >= quotas.bytesPerDay) return { pausedBy: 'bytesPerDay', until };
  return { entries: Math.min(inAll, perDay) };
}
