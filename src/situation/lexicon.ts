import type { SupplyMap } from '../domain/supply-map.ts';
import { hasName, namesOf, type Said, saidIn } from './origins.ts';

/** Which items of a supply map texts name. */
export interface Lexicon {
  /** In the order of the map. Of a name that stands within another, the longer one is meant: urea solution is not urea. */
  itemsNamed(texts: readonly string[]): string[];
}

interface Entry {
  readonly item: string;
  readonly name: Said;
}

export function createLexicon(map: SupplyMap): Lexicon {
  const entries = Object.keys(map.items).flatMap((item) =>
    namesOf(map, item).map((name): Entry => ({ item, name: saidIn(name) })),
  );
  return {
    itemsNamed(texts) {
      const found = texts
        .map(saidIn)
        .flatMap((text) => longest(entries.filter(({ name }) => hasName(text, name))));
      const items = new Set(found.map(({ item }) => item));
      return Object.keys(map.items).filter((item) => items.has(item));
    },
  };
}

function longest(found: readonly Entry[]): Entry[] {
  return found.filter(
    ({ item, name }) => !found.some((other) => other.item !== item && isWithin(name, other.name)),
  );
}

function isWithin(name: Said, other: Said): boolean {
  return other.whole.length > name.whole.length && hasName(other, name);
}
