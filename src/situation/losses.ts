import type { BearsOn } from '../domain/supply-map.ts';
import type { Chain, Way } from './chain.ts';

/** Steps that an effect is followed. Behind them it is too thin, and too far away, to say anything of it. */
export const MOST_STEPS = 8;

/** Which part of what a place takes of an item goes missing with a way. */
export type Weigh = (way: Way) => number;

/** What each place loses, by what it bears on: of what it makes with, and of what it builds, renews or develops with. */
export type Losses = Readonly<Record<BearsOn, ReadonlyMap<string, number>>>;

/**
 * What each place loses, from 0 to 1, when the origins lose `lost`.
 *
 * A place needs all of its items, so it loses what it loses of the scarcest of them; of one item it takes from several
 * places, whose shares add up, to 1 at most (a production function with fixed proportions, after Leontief):
 *
 *     loss(place) = max over items of min(1, Σ over the item's ways of share · loss(way's start))
 *
 * All places are computed at once from the losses before, MOST_STEPS times at most; no loss ever falls from one time to
 * the next, none exceeds 1, and so loops end by themselves: what comes back around a loop only counts where it is more.
 * Ways that bear on capacity are one step from the output that is lost, and carry nothing on.
 */
export function lossesOf(chain: Chain, origins: ReadonlySet<string>, lost: number, weigh: Weigh): Losses {
  const output = new Map([...origins].map((key) => [key, lost]));
  let risen: Iterable<string> = origins;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const next = risenOf(chain, output, risen, weigh);
    if (next.size === 0) break;
    for (const [key, loss] of next) output.set(key, loss);
    risen = next.keys();
  }
  const capacity = [...chain.waysTo.capacity].map(
    ([key, ways]) => [key, scarcest(ways, output, weigh)] as const,
  );
  return { output, capacity: new Map(capacity) };
}

/** Only where something is taken from what has risen can anything rise. */
function risenOf(
  chain: Chain,
  losses: ReadonlyMap<string, number>,
  risen: Iterable<string>,
  weigh: Weigh,
): Map<string, number> {
  const takers = new Set([...risen].flatMap((key) => (chain.waysFrom.get(key) ?? []).map(({ to }) => to)));
  const next = new Map<string, number>();
  for (const key of takers) {
    const loss = scarcest(chain.waysTo.output.get(key) ?? [], losses, weigh);
    if (loss > (losses.get(key) ?? 0)) next.set(key, loss);
  }
  return next;
}

function scarcest(ways: readonly Way[], losses: ReadonlyMap<string, number>, weigh: Weigh): number {
  const byItem = new Map<string, number>();
  for (const way of ways) {
    const loss = losses.get(way.from);
    if (loss === undefined) continue;
    const { item } = way.edge.from;
    byItem.set(item, Math.min(1, (byItem.get(item) ?? 0) + weigh(way) * loss));
  }
  return Math.max(0, ...byItem.values());
}
