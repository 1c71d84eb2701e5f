import { type Place, placeKey, type SupplyEdge } from '../domain/supply-map.ts';

/** An edge by the keys of its ends. */
export interface Way {
  readonly from: string;
  readonly to: string;
  readonly edge: SupplyEdge;
}

/** A supply map as it is walked. */
export interface Chain {
  readonly places: ReadonlyMap<string, Place>;
  /** By where they start. */
  readonly waysFrom: ReadonlyMap<string, readonly Way[]>;
  /** By where they end, and what they bear on. */
  readonly waysTo: Readonly<Record<SupplyEdge['bearsOn'], ReadonlyMap<string, readonly Way[]>>>;
}

export function chainOf(edges: readonly SupplyEdge[]): Chain {
  const ways = edges.map((edge): Way => ({ from: placeKey(edge.from), to: placeKey(edge.to), edge }));
  const endsOf = (kind: SupplyEdge['bearsOn']) =>
    Map.groupBy(
      ways.filter(({ edge }) => edge.bearsOn === kind),
      ({ to }) => to,
    );
  return {
    places: new Map(edges.flatMap(({ from, to }) => [from, to].map((place) => [placeKey(place), place]))),
    waysFrom: Map.groupBy(ways, ({ from }) => from),
    waysTo: { output: endsOf('output'), capacity: endsOf('capacity') },
  };
}
