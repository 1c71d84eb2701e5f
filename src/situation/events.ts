import { type EventStatus, type PolicyEvent, statusSince } from '../domain/policy-event.ts';
import type { Report } from '../domain/report.ts';
import { dayAfter } from '../domain/report-match.ts';
import { type Place, placeKey, type SupplyMap } from '../domain/supply-map.ts';
import type { Effects } from './effects.ts';
import { itemsMeant, type KnownGoods, readGoods } from './goods.ts';
import { haveCommonGoods } from './hs-codes.ts';
import type { Lexicon } from './lexicon.ts';
import type { Occasion, Reading } from './occasion.ts';
import { countriesOf } from './occasions.ts';
import type { SituationReports } from './port.ts';

/** An accepted report of a policy event, as it stands on a day. */
export interface EventBeside {
  readonly report: Report;
  readonly status: EventStatus;
  /** Places of the paths that it bears on; without one it is of the same goods. */
  readonly places: Place[];
}

/** Policy events beside the effects of something; in both lists the newest announcement first. */
export interface EventsBeside {
  /** Announced or in force: on a place of the paths, or on the same goods of the same country. */
  readonly standing: EventBeside[];
  /** On the same goods, and over, suspended, or of another country; of an event those that came before it. */
  readonly before: EventBeside[];
}

/** Of a disaster or a strike nobody may have written down the end: after so many days it is history. */
const LASTS_DAYS = 365;

/** The newest so many are looked at, and so many of each list shown. */
const MOST = { read: 1000, shown: 50 } as const;

/** What `eventsBeside` needs of the store. */
export function readEvents(reports: SituationReports): Promise<Report[]> {
  return reports.reports({ state: 'accepted', kind: 'policy-event', limit: MOST.read, offset: 0 });
}

/** Whoever sent a report may have chosen its words to match: an analyst has accepted it, and all of it is shown. */
export function eventsBeside(
  { map, lexicon, day }: Reading & { readonly day: string },
  { goods, countries, event: own }: Pick<Occasion, 'goods' | 'countries' | 'event'>,
  effects: Pick<Effects, 'origins' | 'effects'>,
  reports: readonly Report[],
): EventsBeside {
  const wanted = goods.map((each) => meaning(map, each));
  const places = placesOf(effects);
  const found = reports
    .flatMap((report) => (report.id === own?.id ? [] : knownEvent(map, lexicon, report, day)))
    .map(({ actors, meant, ...known }) => {
      const isOn = ({ country, item }: Place) => actors.includes(country) && meant.items.includes(item);
      const isSame = wanted.some((each) => areSame(each, meant));
      const isHere = isSame && actors.some((country) => countries.includes(country));
      return { ...known, places: places.filter(isOn), isSame, isHere };
    })
    .sort(newerFirst);
  const isEarlier = ({ event }: { event: PolicyEvent }) =>
    own !== undefined && event.announcedOn <= own.announcedOn;
  const stands = (each: (typeof found)[number]) =>
    each.isStanding && (each.places.length > 0 || each.isHere) && !(each.isSame && isEarlier(each));
  const isBefore = (each: (typeof found)[number]) =>
    each.isSame && !stands(each) && (own === undefined || isEarlier(each));
  return { standing: shown(found.filter(stands)), before: shown(found.filter(isBefore)) };
}

interface KnownEvent {
  readonly report: Report;
  readonly event: PolicyEvent;
  readonly status: EventStatus;
  readonly isStanding: boolean;
  readonly actors: readonly string[];
  readonly meant: Meaning;
}

function knownEvent(map: SupplyMap, lexicon: Lexicon, report: Report, day: string): KnownEvent[] {
  const { event, item, hsCodes, sector, seenOn } = report.content;
  if (event === undefined) return [];
  const status = statusSince(event, seenOn, day);
  const goods = readGoods({ names: item ?? {}, hsCodes }, sector, lexicon);
  return [
    {
      ...{ report, event, status, isStanding: isStanding(event, status, day) },
      actors: countriesOf(report.content),
      meant: meaning(map, goods),
    },
  ];
}

function isStanding({ type, announcedOn }: PolicyEvent, status: EventStatus, day: string): boolean {
  if (status === 'ended' || status === 'suspended') return false;
  const passes = type === 'disaster' || type === 'strike';
  return !passes || announcedOn >= dayAfter(day, -LASTS_DAYS);
}

/** Goods, and what they are on the map. */
interface Meaning {
  readonly goods: KnownGoods;
  readonly items: readonly string[];
}

function meaning(map: SupplyMap, goods: KnownGoods): Meaning {
  return { goods, items: itemsMeant(map, goods) };
}

/** By items of the map where both mean some, else by codes, else by name within a sector. */
function areSame(one: Meaning, other: Meaning): boolean {
  if (one.items.length > 0 && other.items.length > 0)
    return one.items.some((item) => other.items.includes(item));
  const [a, b] = [one.goods, other.goods];
  if (a.codes.length > 0 && b.codes.length > 0) return haveCommonGoods(a.codes, b.codes);
  return a.sector === b.sector && a.said.some((name) => b.said.includes(name));
}

/** Of all paths that are shown, and where they start. */
function placesOf({ origins, effects }: Pick<Effects, 'origins' | 'effects'>): Place[] {
  const steps = effects.flatMap(({ paths }) => paths.flatMap((path) => path.steps));
  const places = [...origins, ...steps.flatMap(({ from, to }) => [from, to])];
  return [...new Map(places.map((place) => [placeKey(place), place])).values()];
}

function newerFirst(a: KnownEventOrder, b: KnownEventOrder): number {
  const [one, other] = [a.event.announcedOn, b.event.announcedOn];
  if (one !== other) return one < other ? 1 : -1;
  return a.report.id < b.report.id ? -1 : 1;
}

type KnownEventOrder = Pick<KnownEvent, 'event' | 'report'>;

function shown(found: readonly EventBeside[]): EventBeside[] {
  return found.slice(0, MOST.shown).map(({ report, status, places }) => ({ report, status, places }));
}
