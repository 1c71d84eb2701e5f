import type { Sector } from '../domain/indicator.ts';
import { searchable } from '../domain/search.ts';
import { type Place, placeKey, type Stage, type SupplyMap } from '../domain/supply-map.ts';
import { haveCommonGoods } from './hs-codes.ts';

/** What fails, as somebody says it. What is absent is not asked for. */
export interface Choice {
  readonly country?: string;
  readonly stage?: Stage;
  /** Key of an item, or one of its names in any language. */
  readonly item?: string;
  /** Codes of the Harmonized System, of any length. */
  readonly hsCodes?: readonly string[];
}

/**
 * The places of a choice that others take something from. Without a country, one that is supplied by another of them is
 * left out: what happens to it is an effect.
 */
export function suppliers(map: SupplyMap, choice: Choice): Place[] {
  const wanted = choice.item === undefined ? undefined : searchable(choice.item.trim());
  const chosen = map.edges.filter(({ from, hsCodes }) => {
    if (choice.country !== undefined && from.country !== choice.country) return false;
    if (choice.stage !== undefined && from.stage !== choice.stage) return false;
    if (wanted !== undefined && !namesOf(map, from.item).includes(wanted)) return false;
    const codes = hsCodes ?? map.items[from.item]?.hsCodes ?? [];
    return choice.hsCodes === undefined || haveCommonGoods(choice.hsCodes, codes);
  });
  const places = distinct(chosen.map(({ from }) => from));
  return choice.country === undefined ? topmost(map, places) : places;
}

/** Goods as an indicator or a bulletin says what they are. */
export interface Goods {
  readonly texts: readonly string[];
  readonly hsCodes: readonly string[];
  readonly sector: Sector;
}

/** Those who supply goods: by name, since codes are coarse, else by code, of the sector if it has any of them. */
export function suppliersOfGoods(map: SupplyMap, { texts, hsCodes, sector }: Goods): Place[] {
  const said = texts.map(saidIn);
  const isNamed = (item: string) =>
    namesOf(map, item)
      .map(saidIn)
      .some((name) => said.some((text) => hasName(text, name)));
  const named = Object.keys(map.items)
    .filter(isNamed)
    .flatMap((item) => suppliers(map, { item }));
  const coded = suppliers(map, { hsCodes });
  const ofSector = coded.filter(({ item }) => map.items[item]?.sector === sector);
  return [named, ofSector].find((places) => places.length > 0) ?? coded;
}

/** Key and names as they are compared. */
export function namesOf({ items }: SupplyMap, key: string): string[] {
  const names = Object.values(items[key]?.names ?? {}).filter((name) => name !== undefined);
  return [key, ...names].map(searchable);
}

/** A text as names are looked for in it. */
export interface Said {
  readonly whole: string;
  /** Its Latin words, each between two spaces. */
  readonly words: string;
  readonly isLatin: boolean;
}

export function saidIn(text: string): Said {
  const whole = searchable(text);
  const words = ` ${whole.replaceAll(/[^a-z0-9]+/g, ' ').trim()} `;
  return { whole, words, isLatin: /^[ -~]+$/.test(whole) };
}

/** Short Latin names stand within other words; names in Hangul, Kanji and Kana do so by two letters seldom. */
export function hasName(text: Said, name: Said): boolean {
  if (text.whole === name.whole) return true;
  const { length } = name.whole;
  return name.isLatin
    ? length >= 4 && text.words.includes(name.words)
    : length >= 2 && text.whole.includes(name.whole);
}

function distinct(places: readonly Place[]): Place[] {
  return [...new Map(places.map((place) => [placeKey(place), place])).values()];
}

/** Of a loop all are kept. */
function topmost({ edges }: SupplyMap, places: readonly Place[]): Place[] {
  const keys = new Set(places.map(placeKey));
  const supplied = new Set(
    edges.filter(({ from }) => keys.has(placeKey(from))).map(({ to }) => placeKey(to)),
  );
  const top = places.filter((place) => !supplied.has(placeKey(place)));
  return top.length === 0 ? [...places] : top;
}
