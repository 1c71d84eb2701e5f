import { z } from 'zod';
import { HsCode, LocalisedText, Sector } from './indicator.ts';
import { CountryCode } from './node-id.ts';
import { PolicyEvent } from './policy-event.ts';
import { Day, Instant } from './time.ts';
import { Tlp } from './tlp.ts';

/** What people report: a sign of a shortage, of prices, …; or an event of policy or nature with dates of its own. */
export const ReportKind = z.enum([
  'shortage',
  'price',
  'delivery',
  'production',
  'transport',
  'policy-event',
  'other',
]);
export type ReportKind = z.infer<typeof ReportKind>;

/** Who says it: a mission abroad, a company, another agency of the own country, the press, somebody else. */
export const SourceKind = z.enum(['mission', 'company', 'agency', 'media', 'other']);
export type SourceKind = z.infer<typeof SourceKind>;

/** How far whoever writes it down trusts it. */
export const Confidence = z.enum(['low', 'medium', 'high']);

const SHORT = 300;
const LONG = 4000;

const isShort = (most: number) => (text: LocalisedText) =>
  Object.values(text).every((each) => each === undefined || (each.trim() !== '' && each.length <= most));

export const ReportSource = z.strictObject({ kind: SourceKind, name: z.string().trim().min(1).max(SHORT) });
export type ReportSource = z.infer<typeof ReportSource>;

/** A file that belongs to a report. The node has its digest; the bytes stay with whoever keeps the file. */
const Attachment = z.strictObject({
  /** SHA-256 in lower-case hexadecimal, as `sha256sum` prints it */
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 of 64 hexadecimal digits in lower case'),
  name: z.string().trim().min(1).max(SHORT),
  /** In bytes */
  size: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
});

export const MOST_ATTACHMENTS = 10;

const parts = {
  kind: ReportKind,
  text: LocalisedText.refine(isShort(LONG), `at most ${LONG} characters in each language`),
  /** Where it was seen; of an event, who acts. */
  country: CountryCode,
  sector: Sector,
  item: LocalisedText.refine(isShort(SHORT), `at most ${SHORT} characters in each language`).optional(),
  hsCodes: z.array(HsCode).max(40).default([]),
  source: ReportSource,
  confidence: Confidence,
  tlp: Tlp,
  seenOn: Day,
  /** A public document that it rests on. */
  url: z
    .url({ protocol: /^https?$/ })
    .max(1000)
    .optional(),
  attachments: z.array(Attachment).max(MOST_ATTACHMENTS).default([]),
  event: PolicyEvent.optional(),
};

function check({ kind, event }: { kind: ReportKind; event?: unknown }, context: z.RefinementCtx): void {
  if ((kind === 'policy-event') === (event !== undefined)) return;
  const message = 'goes with the kind policy-event, and only with it';
  context.addIssue({ code: 'custom', path: ['event'], message });
}

/** What a report says. */
export const ReportContent = z.strictObject(parts).superRefine(check);
export type ReportContent = z.infer<typeof ReportContent>;

/** The same from somebody whose name this node knows already. */
const { source: _source, ...unsigned } = parts;
export const UnsignedReport = z.strictObject(unsigned).superRefine(check);
export type UnsignedReport = z.infer<typeof UnsignedReport>;

/** By which way it came in. */
export const ReportWay = z.enum(['console', 'api', 'csv', 'webhook', 'catalogue']);
export type ReportWay = z.infer<typeof ReportWay>;

export const ReportState = z.enum(['new', 'accepted', 'dismissed', 'duplicate']);
export type ReportState = z.infer<typeof ReportState>;

const judged = { at: Instant, by: z.string() };

/** What was made of it, by whom and when. `of`: the report that says the same, and is no duplicate itself. */
export const Triage = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('new') }),
  z.strictObject({ state: z.literal('accepted'), ...judged }),
  z.strictObject({ state: z.literal('dismissed'), ...judged, reason: z.string() }),
  z.strictObject({ state: z.literal('duplicate'), ...judged, of: z.string() }),
]);
export type Triage = z.infer<typeof Triage>;

/** `report-2026-03-01-0123456789ab`, or `catalogue-` and the name that the catalogue gives it. */
export const ReportId = z
  .string()
  .regex(
    /^(report-\d{4}-\d{2}-\d{2}-[0-9a-f]{12}|catalogue-[a-z0-9-]{1,80})$/,
    'an id such as report-2026-03-01-0123456789ab',
  );

/** A sign that people report: kept apart from what detectors raise. */
export const Report = z.strictObject({
  id: ReportId,
  content: ReportContent,
  way: ReportWay,
  /** The account, or `sender:` and the name of whoever sent it. */
  receivedFrom: z.string(),
  receivedAt: Instant,
  triage: Triage,
  /** How often the very same came again. */
  copies: z.number().int().min(0),
});
export type Report = z.infer<typeof Report>;

/** The day that a report is about: of an event that of its announcement. */
export function reportDay({ seenOn, event }: ReportContent): string {
  return event?.announcedOn ?? seenOn;
}
