import { z } from 'zod';
import { AnyText, BulletinDraftInput, BulletinId } from '../../domain/bulletin.ts';
import { HsCode, LocalisedText, Sector } from '../../domain/indicator.ts';
import { Level } from '../../domain/level.ts';
import { CountryCode, NodeId } from '../../domain/node-id.ts';
import { Report } from '../../domain/report.ts';
import { Signal } from '../../domain/signal.ts';
import { ItemKey } from '../../domain/supply-map.ts';
import { formatInstant, Instant } from '../../domain/time.ts';
import { Tlp } from '../../domain/tlp.ts';
import type { Part } from '../../situation/part.ts';
import type { BulletinInForce } from '../../situation/port.ts';
import type { Sight, Situation } from '../../situation/situation.ts';
import type { SituationDetail } from '../../situation/situations.ts';
import type { DraftSuggestion } from '../../situation/suggest-draft.ts';
import { present } from './lists.ts';
import { schemas } from './schemas.ts';
import { EffectsView, EffectView } from './supply-map-view.ts';

const count = z.number().int().min(0);
const by = z.union([CountryCode, NodeId]).describe('A country; the id of a node where none is known for it');

const SightView = z.object({
  by,
  own: z.boolean().describe('This node'),
  level: Level.optional().describe('The highest of its signals and bulletins; reports have none'),
  since: Instant,
  ...{ signals: count, reports: count, bulletins: count },
});
schemas.add(SightView, { id: 'Sight' });

const SubjectView = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('item'), item: ItemKey.describe('Of the supply map') }),
  z.object({ kind: z.literal('goods'), code: HsCode }),
  z.object({ kind: z.literal('name'), sector: Sector, name: z.string() }),
  z.object({ kind: z.literal('sector'), sector: Sector }),
]);

export const SituationView = z.object({
  id: z.string().describe('Of what it is about: the same on every day'),
  subject: SubjectView,
  names: LocalisedText.optional(),
  hsCodes: z.array(HsCode),
  sector: Sector,
  level: Level.optional().describe('Suggested; none where all is of disputed origin'),
  reason: z
    .enum(['own', 'agreed', 'peers', 'capped', 'reports'])
    .optional()
    .describe(
      'Why this level. own: own signals or bulletins; agreed: peers, and own signals agree; peers: peers alone; ' +
        'capped: peers alone have a higher one; reports: nothing but reports',
    ),
  since: Instant,
  seenBy: z.array(SightView).describe('By country, the first first; without what is of disputed origin'),
  disputedBy: z.array(SightView).describe('By country: what is of disputed origin, which counts for nothing'),
  corroboration: count.describe('How many countries see it'),
});

const BulletinPart = z.object({
  id: BulletinId,
  by,
  own: z.boolean(),
  level: Level,
  headline: AnyText,
  ...{ sent: Instant, expires: Instant, tlp: Tlp },
  disputedOrigin: z.boolean(),
});

const Suggestion = z.object({
  restsOn: BulletinId.describe("The peer's bulletin that it rests on"),
  effect: EffectView.describe('What reaches this country hardest'),
  draft: BulletinDraftInput.omit({ contact: true }),
  bulletin: BulletinId.optional().describe('The draft that was made of it: there is one at a time'),
});

export const SituationDetailView = SituationView.extend({
  signals: z.array(Signal.omit({ evidence: true })),
  reports: z.array(Report),
  bulletins: z.array(BulletinPart),
  next: EffectsView.describe('Who is next down the supply chain'),
  suggestion: Suggestion.optional().describe('A draft for this country, where its own series are still calm'),
});

export function situationView(situation: Situation): z.infer<typeof SituationView> {
  const { id, subject, names, hsCodes, sector, suggested, since, seenBy, disputedBy, corroboration } =
    situation;
  return {
    ...{ id, subject, hsCodes: [...hsCodes], sector, corroboration },
    ...present({ names, level: suggested?.level, reason: suggested?.reason }),
    since: formatInstant(since),
    seenBy: seenBy.map(sightView),
    disputedBy: disputedBy.map(sightView),
  };
}

export function situationDetailView(detail: SituationDetail): z.infer<typeof SituationDetailView> {
  const { situation, signals, reports, bulletins, next, suggestion, draft } = detail;
  const parts = new Map(situation.parts.map((part) => [part.id, part]));
  return {
    ...situationView(situation),
    signals: [...signals],
    reports: [...reports],
    bulletins: bulletins.map((bulletin) => bulletinPart(bulletin, parts.get(bulletin.content.id))),
    next,
    ...present({ suggestion: suggestion && suggestionView(suggestion, draft) }),
  };
}

function sightView({ level, since, ...sight }: Sight): z.infer<typeof SightView> {
  return { ...sight, since: formatInstant(since), ...present({ level }) };
}

function bulletinPart(
  { content, sent, disputedOrigin }: BulletinInForce,
  part: Part | undefined,
): z.infer<typeof BulletinPart> {
  const { id, issuer, level, headline, expires, tlp } = content;
  return {
    ...{ id, by: part?.by ?? issuer, own: part?.own ?? false, level, headline, sent, expires, tlp },
    disputedOrigin: disputedOrigin === true,
  };
}

function suggestionView(
  { restsOn, effect, input }: DraftSuggestion,
  bulletin: string | undefined,
): z.infer<typeof Suggestion> {
  return { restsOn, effect, draft: input, ...present({ bulletin }) };
}
