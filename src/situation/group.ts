import { levelRank } from '../domain/level.ts';
import type { SupplyMap } from '../domain/supply-map.ts';
import { codesOf, isAbout, type KnownGoods, subjectsOf } from './goods.ts';
import { haveCommonGoods } from './hs-codes.ts';
import type { Part } from './part.ts';
import { type Situation, situationOf } from './situation.ts';
import { type Subject, subjectId } from './subject.ts';

/** Codes that have these first digits may be of the same goods. */
const HEADING_DIGITS = 4;

/**
 * All situations that parts make: one for each subject of any of them, with every part that is about it. Whether a part
 * is about a subject depends on the two alone, never on other parts: one part more may add a situation, but splits or
 * joins none.
 */
export function situationsOf(map: SupplyMap, parts: readonly Part[]): Situation[] {
  const index = Map.groupBy(
    parts.flatMap((part) => [...new Set(part.goods.flatMap(shelvesOf))].map((shelf) => ({ shelf, part }))),
    ({ shelf }) => shelf,
  );
  const all = parts.flatMap(({ goods }) => goods.flatMap((each) => subjectsOf(map, each)));
  const subjects = new Map(all.map((subject) => [subjectId(subject), subject]));
  const found = [...subjects.values()].map((subject) => {
    const near = shelvesFor(map, subject).flatMap((shelf) => index.get(shelf) ?? []);
    const about = near.filter(({ part }) => part.goods.some((goods) => isAbout(map, goods, subject)));
    return situationOf(map, subject, [...new Set(about.map(({ part }) => part))]);
  });
  return found.sort(moreUrgent);
}

/**
 * Leaves out what a list would show twice: goods by a code all of whose parts stand in a situation that names them
 * better, by a finer code or as an item of the map.
 */
export function withoutRepeated(situations: readonly Situation[]): Situation[] {
  const byPart = new Map<Part, Situation[]>();
  for (const situation of situations)
    for (const part of situation.parts) byPart.set(part, [...(byPart.get(part) ?? []), situation]);
  return situations.filter((situation) => {
    const [first] = situation.parts;
    const others = first === undefined ? [] : (byPart.get(first) ?? []);
    return !others.some((other) => namesBetter(other, situation) && hasAll(other, situation));
  });
}

function namesBetter({ subject, hsCodes }: Situation, { subject: coarse }: Situation): boolean {
  if (coarse.kind !== 'goods') return false;
  if (subject.kind === 'item') return haveCommonGoods(hsCodes, [coarse.code]);
  return subject.kind === 'goods' && subject.code !== coarse.code && subject.code.startsWith(coarse.code);
}

function hasAll(some: Situation, { parts }: Situation): boolean {
  const held = new Set(some.parts);
  return parts.every((part) => held.has(part));
}

/** Where a part is looked for: all that may be the same stands on one shelf. */
function shelvesOf({ items, codes, said, sector }: KnownGoods): string[] {
  const shelves = [
    ...items.map((item) => `item ${item}`),
    ...codes.map((code) => `heading ${code.slice(0, HEADING_DIGITS)}`),
    ...said.map((name) => `name ${sector} ${name}`),
  ];
  return shelves.length === 0 ? [`sector ${sector}`] : shelves;
}

function shelvesFor(map: SupplyMap, subject: Subject): string[] {
  const headings = (codes: readonly string[]) =>
    [...new Set(codes.map((code) => code.slice(0, HEADING_DIGITS)))].map((heading) => `heading ${heading}`);
  switch (subject.kind) {
    case 'item':
      return [`item ${subject.item}`, ...headings(codesOf(map, subject.item))];
    case 'goods':
      return headings([subject.code]);
    case 'name':
      return [`name ${subject.sector} ${subject.name}`];
    case 'sector':
      return [`sector ${subject.sector}`];
  }
}

/** The highest level first, then what more countries see, then the newest. */
function moreUrgent(a: Situation, b: Situation): number {
  const rank = ({ suggested }: Situation) => (suggested === undefined ? -1 : levelRank(suggested.level));
  return (
    rank(b) - rank(a) || b.corroboration - a.corroboration || b.since - a.since || (a.id < b.id ? -1 : 1)
  );
}
