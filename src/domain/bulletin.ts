import { z } from 'zod';
import { Evidence, RelatedSeries } from './evidence.ts';
import { HsCode, LocalisedText, Sector } from './indicator.ts';
import { Level } from './level.ts';
import { LogOrigin, NodeId } from './node-id.ts';
import { Instant } from './time.ts';
import { Audience, isAudienceAllowed, Tlp } from './tlp.ts';

export const BULLETIN_ID = /^[a-z0-9.-]+\/\d{4}-\d{2}-\d{2}\/[0-9a-f]{8}$/;

/** Id of a bulletin, unique over all nodes: `<node id>/<business date>/<8 hex digits>`, e.g. `kr.ews.example/2021-10-11/1f2e3d4c`. */
export const BulletinId = z
  .string()
  .max(240)
  .regex(BULLETIN_ID, 'an id such as kr.ews.example/2021-10-11/1f2e3d4c');

export const BulletinType = z.enum(['issue', 'update', 'cancel']);
export type BulletinType = z.infer<typeof BulletinType>;

/** CAP 1.2 `status`, in lower case; exercises and tests never mix with real figures. */
export const BulletinStatus = z.enum(['actual', 'exercise', 'test']);

/** CAP 1.2 `urgency` and `certainty`, in lower case. */
export const Urgency = z.enum(['immediate', 'expected', 'future', 'past', 'unknown']);
export const Certainty = z.enum(['observed', 'likely', 'possible', 'unlikely', 'unknown']);

/** The entry that a bulletin refers to: where it stands, and the digest that makes it that one. */
export const BulletinReference = z.strictObject({
  id: BulletinId,
  log: LogOrigin,
  seq: z.number().int().min(0),
  /** base64url SHA-256 of the entry's compact JWS */
  digest: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
});
export type BulletinReference = z.infer<typeof BulletinReference>;

const Item = z.strictObject({ name: LocalisedText, hsCodes: z.array(HsCode).max(20).default([]) });

/** The parts that an analyst writes. */
export const bulletinText = {
  status: BulletinStatus,
  level: Level,
  urgency: Urgency,
  certainty: Certainty,
  sector: Sector,
  items: z.array(Item).min(1).max(50),
  headline: LocalisedText,
  text: LocalisedText,
  /** The fields of a request under the IPEF supply chain agreement. */
  cause: LocalisedText.optional(),
  impact: LocalisedText.optional(),
  duration: LocalisedText.optional(),
  measures: LocalisedText.optional(),
  assistance: LocalisedText.optional(),
  onset: Instant.optional(),
  expires: Instant,
  tlp: Tlp,
  audience: Audience,
  evidence: z.array(Evidence).max(20),
  contact: z.string().min(1).max(300),
};

const whole = {
  id: BulletinId,
  issuer: NodeId,
  type: BulletinType,
  references: z.array(BulletinReference).max(20),
  ...bulletinText,
};

/** The same as a peer may write it: members that this version does not know are kept, wherever they stand. */
export const AnyText = LocalisedText.loose();
export const ReceivedEvidence = z.looseObject({
  ...Evidence.shape,
  names: AnyText,
  window: Evidence.shape.window.loose(),
  related: z
    .array(z.looseObject({ ...RelatedSeries.shape, names: AnyText }))
    .max(3)
    .optional(),
});
const received = {
  ...whole,
  items: z
    .array(z.looseObject({ ...Item.shape, name: AnyText }))
    .min(1)
    .max(50),
  headline: AnyText,
  text: AnyText,
  cause: AnyText.optional(),
  impact: AnyText.optional(),
  duration: AnyText.optional(),
  measures: AnyText.optional(),
  assistance: AnyText.optional(),
  references: z.array(BulletinReference.loose()).max(20),
  evidence: z.array(ReceivedEvidence).max(20),
};

type Whole = z.infer<z.ZodObject<typeof whole>>;

/** What has to hold between the fields of a bulletin. */
const rules: readonly {
  readonly path: string;
  readonly message: string;
  readonly holds: (content: Whole) => boolean;
}[] = [
  {
    path: 'audience',
    message: 'audience * goes with TLP GREEN and CLEAR only',
    holds: (content) => isAudienceAllowed(content.tlp, content.audience),
  },
  {
    path: 'audience',
    message: 'a list of nodes that names each once',
    holds: ({ audience }) => audience === '*' || new Set(audience).size === audience.length,
  },
  {
    path: 'references',
    message: 'an issue refers to nothing; an update or a cancellation to what it replaces',
    holds: ({ type, references }) => (type === 'issue') === (references.length === 0),
  },
  {
    path: 'onset',
    message: 'onset comes before expires',
    holds: ({ onset, expires }) => onset === undefined || Date.parse(onset) < Date.parse(expires),
  },
  {
    path: 'id',
    message: 'an id starts with its issuer',
    holds: ({ id, issuer }) => id.startsWith(`${issuer}/`),
  },
];

function check(content: Whole, context: z.RefinementCtx): void {
  for (const rule of rules) {
    if (!rule.holds(content)) context.addIssue({ code: 'custom', path: [rule.path], message: rule.message });
  }
}

/** The content that people approve and that its digest covers. This form is for what this node writes itself. */
export const BulletinContent = z.strictObject(whole).superRefine(check);
export type BulletinContent = z.infer<typeof BulletinContent>;

/** The same for what a peer wrote: a field that this version does not know is kept. */
export const ReceivedBulletinContent = z
  .looseObject(received)
  .superRefine((content, context) => check(content, context));

/** What an analyst may state when drafting by hand or editing a draft. */
export const BulletinDraftInput = z.strictObject(bulletinText);
export type BulletinDraftInput = z.infer<typeof BulletinDraftInput>;

/** What an edit of a draft states: some of the parts; `null` empties one that may be absent. */
export const BulletinEdit = BulletinDraftInput.partial().extend({
  cause: LocalisedText.nullish(),
  impact: LocalisedText.nullish(),
  duration: LocalisedText.nullish(),
  measures: LocalisedText.nullish(),
  assistance: LocalisedText.nullish(),
  onset: Instant.nullish(),
});
export type BulletinEdit = z.infer<typeof BulletinEdit>;
