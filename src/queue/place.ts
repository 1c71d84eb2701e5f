import type { Indicator } from '../domain/indicator.ts';
import type { SeriesKey } from '../domain/series.ts';
import { type Place, placeKey, Stage, type SupplyMap } from '../domain/supply-map.ts';
import type { Chain } from '../situation/chain.ts';
import type { KnownGoods } from '../situation/goods.ts';
import { originsOfSeries } from '../situation/occasions.ts';

/** Where in the supply map a signal stands. */
export interface Standing {
  /** Keys of the items that it is about. */
  readonly items: readonly string[];
  /** The earliest that it may come from. */
  readonly stage: Stage | undefined;
  /** Places that take from it, or from whoever does. */
  readonly downstream: number;
}

export function standingOf(
  { map, chain }: { readonly map: SupplyMap; readonly chain: Chain },
  series: SeriesKey,
  indicator: Indicator,
  goods: KnownGoods,
): Standing {
  // Of a name within another the longer one is meant: urea solution is not urea.
  const named = Object.entries(map.items).filter(([key]) => goods.items.includes(key));
  const chosen = named.length > 0 ? { ...map, items: Object.fromEntries(named) } : map;
  const origins = originsOfSeries(chosen, series, indicator);
  const [stage] = origins.map((place) => place.stage).sort(earliest);
  return {
    items: [...new Set(origins.map(({ item }) => item))],
    stage,
    downstream: downstreamOf(chain, origins),
  };
}

function earliest(a: Stage, b: Stage): number {
  return Stage.options.indexOf(a) - Stage.options.indexOf(b);
}

/** What bears on capacity reaches a place, and goes on from there no further. */
function downstreamOf({ waysFrom }: Chain, origins: readonly Place[]): number {
  const starts = origins.map(placeKey);
  const goOn = new Set(starts);
  const reached = new Set<string>();
  // A set that grows while it is walked is walked to its end.
  for (const key of goOn) {
    for (const { to, edge } of waysFrom.get(key) ?? []) {
      reached.add(to);
      if (edge.bearsOn === 'output') goOn.add(to);
    }
  }
  return reached.difference(new Set(starts)).size;
}
