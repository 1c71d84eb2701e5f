import type { BulletinContent, BulletinDraftInput } from '../domain/bulletin.ts';
import { type Level, levelRank } from '../domain/level.ts';
import { DAY_MS, type EpochMs, formatInstant } from '../domain/time.ts';
import type { Audience } from '../domain/tlp.ts';
import type { Effect, Effects } from './effects.ts';
import type { Part, Seer } from './part.ts';
import type { BulletinInForce } from './port.ts';
import { reachTexts } from './sentences.ts';
import type { Situation } from './situation.ts';

/** A bulletin that the own country may want to issue, though it has measured nothing yet. */
export interface DraftSuggestion {
  /** The peer's bulletin that it rests on. */
  readonly restsOn: string;
  readonly effect: Effect;
  /** All parts but who answers questions about it. */
  readonly input: Omit<BulletinDraftInput, 'contact'>;
}

/** What reaches a country by less than this share is left to its analysts. */
const LEAST_SHARE = 0.1;

/** For how long it holds, unless the slowest path takes longer. */
const EXPIRY_DAYS = 60;

/**
 * A draft where a peer warns of what the own country takes, and the own series are still calm: no own signal, no own
 * bulletin in force on the same, and an effect on the own country of a tenth or more.
 */
export function suggestDraft(
  situation: Situation,
  { effects, items }: Pick<Effects, 'effects' | 'items'>,
  {
    own,
    peers,
    bulletins,
    now,
  }: {
    readonly own: Seer;
    /** Nodes that an entry can be addressed to. */
    readonly peers: readonly string[];
    readonly bulletins: readonly BulletinInForce[];
    readonly now: EpochMs;
  },
): DraftSuggestion | undefined {
  const { suggested, parts, names, hsCodes, sector } = situation;
  const effect = effects.find(({ place, share }) => place.country === own.country && share >= LEAST_SHARE);
  const leading = leadingOf(parts, bulletins);
  if (suggested === undefined || effect === undefined || leading === undefined || !isCalm(parts))
    return undefined;
  const { content, by } = leading;
  const reach = { from: by, warned: content.level, bulletin: content.id, own: own.country };
  const days = Math.max(EXPIRY_DAYS, effect.days.to);
  const name = names ?? items[effect.paths[0]?.steps[0]?.from.item ?? '']?.names;
  return {
    restsOn: content.id,
    effect,
    input: {
      status: 'actual',
      level: suggested.level,
      urgency: URGENCY[suggested.level],
      certainty: situation.seenBy.filter((sight) => !sight.own).length > 1 ? 'likely' : 'possible',
      sector,
      items: [{ name: name ?? { en: situation.id }, hsCodes: [...hsCodes].slice(0, MOST_CODES) }],
      ...reachTexts({ ...reach, names: name, level: suggested.level, effect, items }),
      expires: formatInstant(now + days * DAY_MS),
      // What rests on a bulletin goes no further than that one.
      tlp: content.tlp,
      audience: audienceOf(content, own.node, peers),
      evidence: [],
    },
  };
}

const URGENCY: Readonly<Record<Level, BulletinContent['urgency']>> = {
  attention: 'future',
  caution: 'future',
  alert: 'expected',
  serious: 'immediate',
};

const MOST_CODES = 20;

function isCalm(parts: readonly Part[]): boolean {
  return !parts.some(({ own, kind }) => own && kind !== 'report');
}

/** Of the peers' bulletins the one of the highest level, and of these the first. Parts come in order of their times. */
function leadingOf(
  parts: readonly Part[],
  bulletins: readonly BulletinInForce[],
): { readonly content: BulletinContent; readonly by: string } | undefined {
  const rank = ({ level }: Part) => (level === undefined ? -1 : levelRank(level));
  const [first] = parts
    .filter(({ kind, own, disputed }) => kind === 'bulletin' && !own && !disputed)
    .sort((a, b) => rank(b) - rank(a));
  const content = bulletins.find((bulletin) => bulletin.content.id === first?.id)?.content;
  return first === undefined || content === undefined ? undefined : { content, by: first.by };
}

/** Those who have that one too. */
function audienceOf({ issuer, audience }: BulletinContent, own: string, peers: readonly string[]): Audience {
  if (audience === '*') return '*';
  const holders = [...new Set([issuer, ...audience])].filter((node) => node !== own && peers.includes(node));
  return holders.length > 0 ? holders : [issuer];
}
