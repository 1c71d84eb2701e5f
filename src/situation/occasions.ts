import type { BulletinContent } from '../domain/bulletin.ts';
import type { Indicator } from '../domain/indicator.ts';
import type { ReportContent } from '../domain/report.ts';
import { dimensionValues, type SeriesKey } from '../domain/series.ts';
import { type Place, placeKey, type SupplyMap } from '../domain/supply-map.ts';
import { suppliersOfGoods } from './origins.ts';

/** How many items, letters of a text, texts and codes of an item are looked at: a peer may try to keep a node busy. */
const READ = { items: 50, letters: 300, texts: 6, codes: 20 } as const;

/** Codes of two digits stand for whole chapters: they say nothing of an item. */
const LEAST_DIGITS = 4;

/** Where a signal comes from: the item that its series measures, from the partner or else the reporter of the series. */
export function originsOfSeries(
  map: SupplyMap,
  series: SeriesKey,
  indicator: Pick<Indicator, 'names' | 'hsCodes' | 'sector'> & Partial<Pick<Indicator, 'dimensions'>>,
): Place[] {
  const values = dimensionValues(series);
  const partner = values[indicator.dimensions?.indexOf('partner') ?? -1];
  const countries = partner === undefined ? values : [partner, ...values];
  const { names, hsCodes, sector } = indicator;
  return fromOneOf(countries, suppliersOfGoods(map, { texts: textsOf(names), hsCodes, sector }));
}

type Told = Pick<BulletinContent, 'items' | 'evidence' | 'sector'>;

/**
 * Where what a bulletin tells of comes from: its items, from a country that its evidence names or from the issuer's. All
 * of it may have been written to mislead or to keep busy; what comes out is no more than a choice of places of the map.
 */
export function originsOfBulletin(
  map: SupplyMap,
  { items, evidence, sector }: Told,
  issuer: string | undefined,
): Place[] {
  const goods = items.slice(0, READ.items).map(({ name, hsCodes }) => ({
    texts: textsOf(name)
      .slice(0, READ.texts)
      .map((text) => text.slice(0, READ.letters)),
    hsCodes: hsCodes.slice(0, READ.codes).filter(({ length }) => length >= LEAST_DIGITS),
    sector,
  }));
  const seen = evidence.flatMap(({ series }) => dimensionValues(series).toReversed());
  return fromOneOf(
    [...seen, ...(issuer === undefined ? [] : [issuer])],
    goods.flatMap((each) => suppliersOfGoods(map, each)),
  );
}

/** Where a sign that people report comes from: the item that it names, from the country where it was seen. */
export function originsOfReport(
  map: SupplyMap,
  { item, hsCodes, sector, country }: Pick<ReportContent, 'item' | 'hsCodes' | 'sector' | 'country'>,
): Place[] {
  const codes = hsCodes.filter(({ length }) => length >= LEAST_DIGITS);
  return fromOneOf([country], suppliersOfGoods(map, { texts: textsOf(item ?? {}), hsCodes: codes, sector }));
}

/** The countries whose supply a report is about: of a sanction also those that it is aimed at. */
export function countriesOf({ country, event }: ReportContent): string[] {
  return event?.type === 'sanction' ? [country, ...event.affected] : [country];
}

/** In whatever languages: a peer may write more than this version knows. */
function textsOf(localised: object): string[] {
  return Object.values(localised).filter((text) => typeof text === 'string');
}

/** Those of the first of the countries that has any; all where none has. */
function fromOneOf(countries: readonly string[], places: readonly Place[]): Place[] {
  const country = countries.find((each) => places.some((place) => place.country === each));
  const chosen = country === undefined ? places : places.filter((place) => place.country === country);
  return [...new Map(chosen.map((place) => [placeKey(place), place])).values()];
}
