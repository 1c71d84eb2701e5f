import { type Place, placeKey, type SupplyEdge } from '../domain/supply-map.ts';

/** An edge by the keys of its ends. */
export interface Way {
  readonly from: string;
  readonly to: string;
  readonly edge: SupplyEdge;
}

/** A supply map as it is walked: ways by where they start and where they end. */
export interface Chain {
  readonly places: ReadonlyMap<string, Place>;
  readonly waysFrom: ReadonlyMap<string, readonly Way[]>;
  readonly waysTo: ReadonlyMap<string, readonly Way[]>;
}

export function chainOf(edges: readonly SupplyEdge[]): Chain {
  const ways = edges.map((edge): Way => ({ from: placeKey(edge.from), to: placeKey(edge.to), edge }));
  return {
    places: new Map(edges.flatMap(({ from, to }) => [from, to].map((place) => [placeKey(place), place]))),
    waysFrom: Map.groupBy(ways, ({ from }) => from),
    waysTo: Map.groupBy(ways, ({ to }) => to),
  };
}
