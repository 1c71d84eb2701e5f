import { z } from 'zod';
import { LocalisedText } from '../domain/indicator.ts';
import { EventDates, eventAsOf, isInOrder } from '../domain/policy-event.ts';
import { type Report, ReportContent } from '../domain/report.ts';
import { dayOf, type EpochMs, formatInstant } from '../domain/time.ts';

/** An event of the catalogue, with the public document that says so. */
export const CataloguedEvent = z
  .strictObject({
    /** Its name for ever: lowercase words, e.g. `cn-gallium-germanium-2023` */
    id: z
      .string()
      .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'lowercase words and digits, parted by -')
      .max(80),
    country: ReportContent.shape.country,
    sector: ReportContent.shape.sector,
    item: LocalisedText,
    hsCodes: ReportContent.shape.hsCodes,
    text: LocalisedText,
    ...EventDates.shape,
    source: z.strictObject({
      publisher: z.string().min(1).max(100),
      title: z.string().min(1).max(180),
      year: z.number().int().min(2000).max(2100),
      url: z.url({ protocol: /^https?$/ }).max(1000),
    }),
  })
  .refine(isInOrder, { path: ['endedOn'], message: 'an event does not end before it is announced' });
export type CataloguedEvent = z.infer<typeof CataloguedEvent>;

export const PolicyEventCatalogue = z
  .array(CataloguedEvent)
  .max(1000)
  .refine((events) => new Set(events.map(({ id }) => id)).size === events.length, 'an id stands twice');

/**
 * The events that were public by a time, as accepted reports, and how many were not: in a replay nobody knows what is
 * announced later, nor how it ends.
 */
export function cataloguedReports(
  events: readonly CataloguedEvent[],
  now: EpochMs,
): { readonly reports: readonly Report[]; readonly later: number } {
  const day = dayOf(now);
  const known = events.filter(({ announcedOn }) => announcedOn <= day);
  return { reports: known.map((event) => reportOf(event, now)), later: events.length - known.length };
}

function reportOf(
  { id, country, sector, item, hsCodes, text, source, ...dates }: CataloguedEvent,
  now: EpochMs,
): Report {
  const at = formatInstant(now);
  return {
    id: `catalogue-${id}`,
    content: ReportContent.parse({
      ...{ kind: 'policy-event', text, country, sector, item, hsCodes },
      source: { kind: 'other', name: `${source.publisher}: ${source.title} (${source.year})` },
      ...{ confidence: 'high', tlp: 'CLEAR', seenOn: dates.announcedOn, url: source.url },
      event: eventAsOf(dates, dayOf(now)),
    }),
    way: 'catalogue',
    receivedFrom: 'catalogue',
    receivedAt: at,
    triage: { state: 'accepted', at, by: 'catalogue' },
    copies: 0,
  };
}
