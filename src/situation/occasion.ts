import type { BulletinContent } from '../domain/bulletin.ts';
import type { Sector } from '../domain/indicator.ts';
import type { PolicyEvent } from '../domain/policy-event.ts';
import type { Report } from '../domain/report.ts';
import { dimensionValues, type SeriesKey } from '../domain/series.ts';
import type { Place, SupplyMap } from '../domain/supply-map.ts';
import type { Failure } from './effects.ts';
import { codesOf, itemsMeant, type KnownGoods, readGoods } from './goods.ts';
import type { Lexicon } from './lexicon.ts';
import { countriesOf, originsOfBulletin, originsOfReport, originsOfSeries } from './occasions.ts';
import { suppliers } from './origins.ts';
import type { Situation } from './situation.ts';
import type { Subject } from './subject.ts';

/** What something tells of: what would fail, and of which goods from where it speaks. */
export interface Occasion {
  readonly failure: Omit<Failure, 'lost'>;
  readonly goods: readonly KnownGoods[];
  readonly countries: readonly string[];
  /** It is a policy event itself. */
  readonly event?: { readonly id: string; readonly announcedOn: string };
}

/** What texts are read with. */
export interface Reading {
  readonly map: SupplyMap;
  readonly lexicon: Lexicon;
}

/** Items of a bulletin whose goods are looked at: a peer may try to keep a node busy. */
const MOST_ITEMS = 10;

export function occasionOfSignal(
  { map, lexicon }: Reading,
  series: SeriesKey,
  indicator: Parameters<typeof originsOfSeries>[2],
): Occasion {
  const { names, hsCodes, sector } = indicator;
  return {
    failure: { origins: originsOfSeries(map, series, indicator), scope: 'output' },
    goods: [readGoods({ names, hsCodes }, sector, lexicon)],
    countries: dimensionValues(series),
  };
}

export function occasionOfBulletin(
  { map, lexicon }: Reading,
  told: Pick<BulletinContent, 'items' | 'evidence' | 'sector'>,
  issuer: string | undefined,
): Occasion {
  const { items, evidence, sector } = told;
  const seen = evidence.flatMap(({ series }) => dimensionValues(series));
  return {
    failure: { origins: originsOfBulletin(map, told, issuer), scope: 'output' },
    goods: items
      .slice(0, MOST_ITEMS)
      .map(({ name, hsCodes }) => readGoods({ names: name, hsCodes }, sector, lexicon)),
    countries: issuer === undefined ? seen : [...seen, issuer],
  };
}

/** A sign fails like a signal; an event cuts off what it forbids, to those that it is aimed at. */
export function occasionOfReport({ map, lexicon }: Reading, { id, content }: Report): Occasion {
  const { item, hsCodes, sector, event } = content;
  const goods = readGoods({ names: item ?? {}, hsCodes }, sector, lexicon);
  const countries = countriesOf(content);
  if (event === undefined)
    return {
      failure: { origins: originsOfReport(map, content), scope: 'output' },
      goods: [goods],
      countries,
    };
  const { announcedOn } = event;
  return {
    failure: failureOfEvent(map, countries, itemsMeant(map, goods), event),
    ...{ goods: [goods], countries, event: { id, announcedOn } },
  };
}

/**
 * What an event stops: the supply of the first of the countries that has any in the map. A control, a sanction or a quota
 * stops exports, to whom it is aimed at if that is known; a strike or a disaster stops output. Who acts and supplies
 * nothing stops nothing: what others supply is not theirs to stop.
 */
function failureOfEvent(
  map: SupplyMap,
  countries: readonly string[],
  items: readonly string[],
  { type, affected }: PolicyEvent,
): Occasion['failure'] {
  const supplied = countries.map((country) => items.flatMap((item) => suppliers(map, { item, country })));
  const origins = supplied.find((places) => places.length > 0) ?? [];
  if (type === 'strike' || type === 'disaster') return { origins, scope: 'output' };
  const isActors = origins[0]?.country === countries[0];
  return { origins, scope: 'exports', ...(isActors && affected.length > 0 ? { towards: affected } : {}) };
}

/** What somebody chose on the map. */
export function occasionOfPlaces(
  map: SupplyMap,
  origins: readonly Place[],
  scope: Failure['scope'],
): Occasion {
  const items = [...new Set(origins.map(({ item }) => item))];
  return {
    failure: { origins, scope },
    goods: items.flatMap((item) => goodsOfItem(map, item)),
    countries: [...new Set(origins.map(({ country }) => country))],
  };
}

/** What a situation is about, and where its parts point. What is of disputed origin points nowhere. */
export function goodsOfSituation(
  map: SupplyMap,
  { subject, sector, parts }: Pick<Situation, 'subject' | 'sector' | 'parts'>,
): Pick<Occasion, 'goods' | 'countries'> {
  const pointed = parts.filter(({ disputed }) => !disputed).flatMap(({ pointsTo }) => pointsTo);
  return { goods: goodsOfSubject(map, subject, sector), countries: [...new Set(pointed)] };
}

function goodsOfSubject(map: SupplyMap, subject: Subject, sector: Sector): KnownGoods[] {
  const none = { sector, names: undefined, items: [], codes: [], said: [] };
  switch (subject.kind) {
    case 'item':
      return goodsOfItem(map, subject.item);
    case 'goods':
      return [{ ...none, codes: [subject.code] }];
    case 'name':
      return [{ ...none, said: [subject.name] }];
    case 'sector':
      return [];
  }
}

function goodsOfItem(map: SupplyMap, key: string): KnownGoods[] {
  const item = map.items[key];
  if (item === undefined) return [];
  return [{ sector: item.sector, names: item.names, items: [key], codes: codesOf(map, key), said: [] }];
}
