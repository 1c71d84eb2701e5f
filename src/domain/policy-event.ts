import { z } from 'zod';
import { CountryCode } from './node-id.ts';
import { Day } from './time.ts';

export const EventType = z.enum(['export-control', 'sanction', 'quota', 'strike', 'disaster']);
export type EventType = z.infer<typeof EventType>;

export const EventStatus = z.enum(['announced', 'in-force', 'suspended', 'ended']);
export type EventStatus = z.infer<typeof EventStatus>;

/** What is known of an event by its dates; who acts is the country of the report. */
export const EventDates = z.strictObject({
  type: EventType,
  /** Countries that it is aimed at or that it hits; empty: all, or not known. */
  affected: z.array(CountryCode).max(60).default([]),
  /** When it became public; of a disaster the day on which it happened. */
  announcedOn: Day,
  /** From when on it has an effect. Absent: at once, or not known. */
  effectiveOn: Day.optional(),
  suspendedOn: Day.optional(),
  endedOn: Day.optional(),
});
export type EventDates = z.infer<typeof EventDates>;

/** An event as a report has it. */
export const PolicyEvent = z
  .strictObject({ ...EventDates.shape, status: EventStatus })
  .refine(isInOrder, { path: ['endedOn'], message: 'an event does not end before it is announced' });
export type PolicyEvent = z.infer<typeof PolicyEvent>;

/** What is announced may be called off before it has an effect. */
export function isInOrder({ announcedOn, endedOn }: EventDates): boolean {
  return endedOn === undefined || endedOn >= announcedOn;
}

/** An event as it was known at the end of a day: later dates of what had not happened by then are left out. */
export function eventAsOf(dates: EventDates, day: string): PolicyEvent {
  const { suspendedOn, endedOn, ...begun } = dates;
  const known = {
    ...begun,
    ...(suspendedOn !== undefined && suspendedOn <= day ? { suspendedOn } : {}),
    ...(endedOn !== undefined && endedOn <= day ? { endedOn } : {}),
  };
  return { ...known, status: statusOn(known, day) };
}

/**
 * How an event stands on a day: what it was written down as on another day, and the dates that have come since. One that
 * was in force again when it was written down stays so, whatever dates are past.
 */
export function statusSince(event: PolicyEvent, writtenOn: string, day: string): EventStatus {
  const { status, effectiveOn, suspendedOn, endedOn } = event;
  const hasCome = (date: string | undefined) => date !== undefined && date > writtenOn && date <= day;
  if (status === 'ended' || hasCome(endedOn)) return 'ended';
  if (status === 'suspended' || hasCome(suspendedOn)) return 'suspended';
  return status === 'announced' && hasCome(effectiveOn) ? 'in-force' : status;
}

function statusOn({ announcedOn, effectiveOn, suspendedOn, endedOn }: EventDates, day: string): EventStatus {
  if (endedOn !== undefined) return 'ended';
  if (suspendedOn !== undefined) return 'suspended';
  return (effectiveOn ?? announcedOn) <= day ? 'in-force' : 'announced';
}
