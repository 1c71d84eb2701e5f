import type { Place, SupplyMap } from '../domain/supply-map.ts';
import { type Effects, effectsOf } from './effects.ts';
import { type Choice, suppliers } from './origins.ts';
import type { Part } from './part.ts';
import type { Situation } from './situation.ts';
import type { Subject } from './subject.ts';

/** Who is next down the supply chain if what a situation is about failed where its parts say that it comes from. */
export function nextOf(map: SupplyMap, { subject, parts }: Pick<Situation, 'subject' | 'parts'>): Effects {
  return effectsOf(map, { origins: originsOf(map, subject, parts), lost: 1, scope: 'output' });
}

/**
 * Who supplies it, of the countries that the parts point to, each to the first that does; all who do where they point to
 * none. What is of disputed origin points nowhere.
 */
function originsOf(map: SupplyMap, subject: Subject, parts: readonly Part[]): Place[] {
  const choice = choiceOf(subject);
  const sure = parts.filter(({ disputed }) => !disputed);
  if (choice === undefined || sure.length === 0) return [];
  const named = new Set(sure.flatMap(({ pointsTo }) => pointsTo));
  const places = new Map([...named].map((country) => [country, suppliers(map, { ...choice, country })]));
  const supplies = (country: string) => (places.get(country) ?? []).length > 0;
  const pointed = new Set(sure.map(({ pointsTo }) => pointsTo.find(supplies)));
  const found = [...pointed].flatMap((country) => (country === undefined ? [] : (places.get(country) ?? [])));
  return found.length > 0 ? found : suppliers(map, choice);
}

/** The map knows items and codes, no mere names. */
function choiceOf(subject: Subject): Choice | undefined {
  if (subject.kind === 'item') return { item: subject.item };
  return subject.kind === 'goods' ? { hsCodes: [subject.code] } : undefined;
}
