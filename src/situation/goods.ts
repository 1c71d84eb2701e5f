import { LocalisedText, type Sector } from '../domain/indicator.ts';
import { searchable } from '../domain/search.ts';
import type { SupplyMap } from '../domain/supply-map.ts';
import { haveCommonGoods } from './hs-codes.ts';
import type { Lexicon } from './lexicon.ts';
import type { Subject } from './subject.ts';

/** Goods as somebody says what they are. Who writes a bulletin or a report controls all of it. */
export interface Named {
  /** In whatever languages: a peer may write more than this version knows. */
  readonly names: object;
  readonly hsCodes: readonly string[];
}

/** The same as they are compared. */
export interface KnownGoods {
  readonly sector: Sector;
  readonly names: LocalisedText | undefined;
  /** Items of the supply map that the names name. */
  readonly items: readonly string[];
  /** Of four to six digits. */
  readonly codes: readonly string[];
  /** The names in one form of each letter, English first. */
  readonly said: readonly string[];
}

/** Letters of a name and codes of goods that are looked at: somebody may try to keep a node busy. */
const READ = { letters: 300, codes: 20 } as const;

/** Two digits stand for whole chapters; what comes behind six is each country's own. */
const DIGITS = { least: 4, most: 6 } as const;

export function readGoods({ names, hsCodes }: Named, sector: Sector, lexicon: Lexicon): KnownGoods {
  const known = namesOf(names);
  const said = Object.values(known ?? {}).flatMap((name) =>
    name === undefined ? [] : [searchable(name).trim()],
  );
  const codes = hsCodes
    .slice(0, READ.codes)
    .filter(({ length }) => length >= DIGITS.least)
    .map((code) => code.slice(0, DIGITS.most));
  return { sector, names: known, items: lexicon.itemsNamed(said), codes: [...new Set(codes)], said };
}

function namesOf(names: object): LocalisedText | undefined {
  const { en, ko, ja } = names as Record<string, unknown>;
  const written = Object.entries({ en, ko, ja }).flatMap(([language, name]) =>
    typeof name === 'string' && name.trim() !== '' ? [[language, name.slice(0, READ.letters)]] : [],
  );
  return LocalisedText.safeParse(Object.fromEntries(written)).data;
}

/**
 * What goods make a situation of: each item of the map that they name; else for each code the one item of the map that
 * has it, or the code itself; else their name; else their sector. It depends on nothing but them and the map.
 */
export function subjectsOf(map: SupplyMap, goods: KnownGoods): Subject[] {
  const { items, codes, said, sector } = goods;
  if (items.length > 0) return items.map((item) => ({ kind: 'item', item }));
  if (codes.length > 0) return codes.map((code) => subjectOfCode(map, code, sector));
  const [name] = said;
  return [name === undefined ? { kind: 'sector', sector } : { kind: 'name', sector, name }];
}

/** Codes are coarse: an item that shares its code with others of the map is not taken for meant. */
function subjectOfCode(map: SupplyMap, code: string, sector: Sector): Subject {
  const coded = Object.keys(map.items).filter((item) => haveCommonGoods([code], codesOf(map, item)));
  const ofSector = coded.filter((item) => map.items[item]?.sector === sector);
  const [item, ...others] = ofSector.length > 0 ? ofSector : coded;
  return item === undefined || others.length > 0 ? { kind: 'goods', code } : { kind: 'item', item };
}

/**
 * Items of the map that goods mean: those that they name, and those of their sector with a code of theirs that none of
 * the named ones has, for `Lithium batteries and artificial graphite` names but one of the two. Where they name none,
 * those with a code of theirs, of the sector if there are any.
 */
export function itemsMeant(map: SupplyMap, { items, codes, sector }: KnownGoods): string[] {
  const isNamed = (code: string) => items.some((item) => haveCommonGoods([code], codesOf(map, item)));
  const left = codes.filter((code) => !isNamed(code));
  const coded = Object.keys(map.items).filter((item) => haveCommonGoods(left, codesOf(map, item)));
  const ofSector = coded.filter((item) => map.items[item]?.sector === sector);
  if (items.length > 0) return [...new Set([...items, ...ofSector])];
  return ofSector.length > 0 ? ofSector : coded;
}

/** Of an item of the map, those that are no whole chapter. */
export function codesOf(map: SupplyMap, item: string): string[] {
  return (map.items[item]?.hsCodes ?? []).filter(({ length }) => length >= DIGITS.least);
}

/** Whether goods belong to a situation, whoever made it one. */
export function isAbout(map: SupplyMap, goods: KnownGoods, subject: Subject): boolean {
  const { items, codes, said, sector } = goods;
  switch (subject.kind) {
    case 'item':
      if (items.length > 0) return items.includes(subject.item);
      return haveCommonGoods(codes, codesOf(map, subject.item));
    case 'goods':
      return haveCommonGoods(codes, [subject.code]);
    case 'name':
      return sector === subject.sector && items.length === 0 && said.includes(subject.name);
    case 'sector':
      return sector === subject.sector && said.length === 0 && codes.length === 0;
  }
}
