import { type Place, placeKey, type SupplyMap } from '../domain/supply-map.ts';
import { type Chain, chainOf } from './chain.ts';
import { type Effect, effectsOf } from './effects.ts';
import { type Choice, suppliers } from './origins.ts';

/** A country that is hit, at the place where it is hit hardest. */
export interface Hit
  extends Pick<Effect, 'place' | 'bearsOn' | 'share' | 'lasting' | 'days' | 'substitutes'> {
  readonly country: string;
  /** How many of its places are hit. */
  readonly places: number;
}

/** What if a country stopped sending an item: who is hit, those hit hardest first. */
export interface Exposure {
  readonly country: string;
  readonly item: string;
  readonly hits: Hit[];
}

export interface Exposures {
  /** Those that would hit hardest first. */
  readonly exposures: Exposure[];
  readonly items: SupplyMap['items'];
}

/** What if each country of a choice stopped sending each item. With `hit`, only what hits that country. */
export function exposuresOf(map: SupplyMap, choice: Choice, hit?: string): Exposures {
  const stops = Map.groupBy(suppliers(map, choice), ({ country, item }) => `${country}/${item}`);
  const chain = chainOf(map.edges);
  const exposures = [...stops.values()]
    .map((origins) => exposureOf(map, chain, origins, hit))
    .filter(({ hits }) => hits.length > 0)
    .sort((a, b) => worst(b) - worst(a) || b.hits.length - a.hits.length || (name(a) < name(b) ? -1 : 1));
  const named = new Set(exposures.flatMap(({ item, hits }) => [item, ...hits.flatMap(itemsOfHit)]));
  const items = Object.fromEntries(Object.entries(map.items).filter(([key]) => named.has(key)));
  return { exposures, items };
}

function exposureOf(
  map: SupplyMap,
  chain: Chain,
  origins: readonly Place[],
  hit: string | undefined,
): Exposure {
  const { country = '', item = '' } = origins[0] ?? {};
  const { effects } = effectsOf(map, { origins, lost: 1, scope: 'exports' }, chain);
  const byCountry = Map.groupBy(
    effects.filter(({ place }) => place.country !== country && (hit === undefined || place.country === hit)),
    ({ place }) => place.country,
  );
  // Effects come with the hardest first, and so does each group of them.
  const hits = [...byCountry].flatMap(([hitCountry, [first, ...others]]) =>
    first === undefined ? [] : [hitOf(hitCountry, first, others.length + 1)],
  );
  return { country, item, hits };
}

function hitOf(country: string, effect: Effect, places: number): Hit {
  const { place, bearsOn, share, lasting, days, substitutes } = effect;
  return { country, place, bearsOn, share, lasting, days, substitutes, places };
}

function itemsOfHit({ place, substitutes }: Hit): string[] {
  return [place.item, ...substitutes.flatMap(({ of, at }) => [of.item, at.item])];
}

function worst({ hits }: Exposure): number {
  return hits[0]?.share ?? 0;
}

function name({ country, item, hits }: Exposure): string {
  return `${country}/${item}/${hits.map(({ place }) => placeKey(place)).join()}`;
}
