import type { z } from 'zod';
import {
  BulletinContent,
  BulletinDraftInput,
  BulletinEdit,
  type BulletinReference,
  type BulletinType,
} from '../domain/bulletin.ts';
import { contentDigest } from '../domain/canonical.ts';
import { EwsError } from '../domain/errors.ts';
import type { Indicator, LocalisedText } from '../domain/indicator.ts';
import type { Level } from '../domain/level.ts';
import type { Actor } from '../domain/people.ts';
import type { Signal } from '../domain/signal.ts';
import { DAY_MS, formatInstant } from '../domain/time.ts';
import { isOpenMarking } from '../domain/tlp.ts';
import type { BulletinParts } from './context.ts';
import { requireIssued, requireOwn } from './find.ts';
import { headlineOf } from './headline.ts';
import type { OwnBulletin } from './port.ts';

/** For how long a bulletin of each level holds unless the analyst says otherwise. */
const EXPIRY_DAYS: Record<Level, number> = { attention: 30, caution: 60, alert: 90, serious: 90 };

const URGENCY: Record<Level, BulletinContent['urgency']> = {
  attention: 'future',
  caution: 'future',
  alert: 'expected',
  serious: 'immediate',
};

export async function draftFromSignal(
  parts: BulletinParts,
  id: string,
  stated: Partial<BulletinDraftInput>,
  actor: Actor,
): Promise<OwnBulletin> {
  const signal = await parts.signal(id);
  if (signal === undefined) throw new EwsError('not_found', `There is no signal ${id}.`);
  if (signal.state === 'dismissed' || signal.state === 'drafted') {
    throw new EwsError('wrong_state', `Signal ${id} is ${signal.state}.`, { state: signal.state });
  }
  const indicator = await parts.indicator(signal.series.slice(0, signal.series.indexOf('/')));
  if (indicator === undefined)
    throw new EwsError('not_found', `The indicator of ${signal.series} is not in the catalogue.`);
  const input = parse(BulletinDraftInput, { ...(await suggestion(parts, signal, indicator)), ...stated });
  return create(parts, 'issue', [], input, actor, { signal: id });
}

async function suggestion(
  parts: BulletinParts,
  signal: Signal,
  indicator: Indicator,
): Promise<BulletinDraftInput> {
  const peers = (await parts.receivers()).map((receiver) => receiver.node);
  return {
    status: 'actual',
    level: signal.level,
    urgency: URGENCY[signal.level],
    certainty: 'likely',
    sector: indicator.sector,
    items: [{ name: indicator.names, hsCodes: indicator.hsCodes }],
    headline: headlineOf(signal),
    text: signal.explanation,
    expires: formatInstant(parts.business.now() + EXPIRY_DAYS[signal.level] * DAY_MS),
    tlp: indicator.tlp,
    audience: isOpenMarking(indicator.tlp) ? '*' : peers,
    evidence: [signal.evidence],
    contact: parts.contact,
  };
}

export async function draft(
  parts: BulletinParts,
  input: BulletinDraftInput,
  actor: Actor,
): Promise<OwnBulletin> {
  return create(parts, 'issue', [], parse(BulletinDraftInput, input), actor);
}

/** One draft of a situation at a time: two people may see the same suggestion at the same moment. */
export async function draftFromSituation(
  parts: BulletinParts,
  situation: string,
  input: BulletinDraftInput,
  actor: Actor,
): Promise<OwnBulletin> {
  return create(parts, 'issue', [], parse(BulletinDraftInput, input), actor, { situation });
}

export async function draftUpdate(
  parts: BulletinParts,
  id: string,
  stated: Partial<BulletinDraftInput>,
  actor: Actor,
): Promise<OwnBulletin> {
  const { content, issued } = await requireIssued(parts.store, id);
  const input = { ...written(content), expires: expiry(parts, content), ...stated };
  return create(parts, 'update', [issued.reference], parse(BulletinDraftInput, input), actor);
}

export async function draftCancellation(
  parts: BulletinParts,
  id: string,
  reason: LocalisedText,
  actor: Actor,
): Promise<OwnBulletin> {
  const { content, issued } = await requireIssued(parts.store, id);
  const headline: LocalisedText = {
    en: `Cancelled: ${content.headline.en ?? content.id}`,
    ...(content.headline.ko === undefined ? {} : { ko: `[취소] ${content.headline.ko}` }),
    ...(content.headline.ja === undefined ? {} : { ja: `【取消】${content.headline.ja}` }),
  };
  const input = {
    ...written(content),
    headline,
    text: reason,
    evidence: [],
    expires: expiry(parts, content),
  };
  return create(parts, 'cancel', [issued.reference], parse(BulletinDraftInput, input), actor);
}

/** Replaces or empties parts of a content that is not issued yet. */
export async function edit(
  parts: BulletinParts,
  id: string,
  expected: string,
  stated: BulletinEdit,
  actor: Actor,
): Promise<OwnBulletin> {
  const before = await requireOwn(parts.store, id);
  const edited = { ...before.content, ...parse(BulletinEdit, stated) };
  const held = Object.entries(edited).filter(([, value]) => value !== null && value !== undefined);
  const content = parse(BulletinContent, Object.fromEntries(held));
  await parts.store.editDraft(id, expected, content, contentDigest(content), {
    at: parts.business.now(),
    actor,
    action: 'bulletin.edited',
    subject: id,
    detail: { parts: Object.keys(stated) },
  });
  parts.events.bulletinEdited({ id, level: content.level });
  return requireOwn(parts.store, id);
}

async function create(
  parts: BulletinParts,
  type: BulletinType,
  references: BulletinReference[],
  input: BulletinDraftInput,
  actor: Actor,
  /** What it is drafted from. */
  from: { readonly signal?: string; readonly situation?: string } = {},
): Promise<OwnBulletin> {
  const now = parts.business.now();
  const id = `${parts.node}/${formatInstant(now).slice(0, 10)}/${parts.randomHex()}`;
  const content = parse(BulletinContent, { id, issuer: parts.node, type, references, ...input });
  const digest = contentDigest(content);
  await parts.store.createDraft(
    { content, digest, createdAt: formatInstant(now), createdBy: actor.name, signal: from.signal },
    {
      at: now,
      actor,
      action: 'bulletin.drafted',
      subject: id,
      detail: { type, digest, ...from },
    },
    from.situation,
  );
  parts.events.bulletinDrafted({ id, level: content.level });
  return requireOwn(parts.store, id);
}

/** What follows a bulletin holds as long as that one, or as its level does from now on if that has passed. */
function expiry({ business }: BulletinParts, { expires, level }: BulletinContent): string {
  const now = business.now();
  return Date.parse(expires) > now ? expires : formatInstant(now + EXPIRY_DAYS[level] * DAY_MS);
}

/** The parts that an analyst writes, out of a whole content. */
function written({
  id: _id,
  issuer: _issuer,
  type: _type,
  references: _references,
  ...input
}: BulletinContent): BulletinDraftInput {
  return input;
}

function parse<T extends z.ZodType>(schema: T, value: unknown): z.infer<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  throw new EwsError(
    'invalid_input',
    `The bulletin is not valid: ${issues.map((i) => `${i.path}: ${i.message}`).join('; ')}.`,
    { issues },
  );
}
