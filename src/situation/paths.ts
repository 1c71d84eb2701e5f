import type { Chain, Way } from './chain.ts';
import { MOST_STEPS } from './losses.ts';

/** One way through the chain, from an origin to a place; it passes no place twice. */
export interface Path {
  readonly ways: readonly Way[];
  /** What is lost along it alone: what the origin loses, times the shares. */
  readonly share: number;
  readonly days: { readonly from: number; readonly to: number };
}

/** Less than this is nothing that anybody could tell. */
const LEAST_SHARE = 0.001;

/** Paths to one place that are followed from each step to the next: those that carry most. */
const MOST_TO_A_PLACE = 12;

/** All paths by the place that they lead to, those that carry most first. Days add up along a path. */
export function pathsFrom(chain: Chain, origins: ReadonlySet<string>, lost: number): Map<string, Path[]> {
  const found: Path[] = [];
  let ends: Path[] = [...origins].flatMap((key) => followed(chain, origins, key, start(lost)));
  for (let step = 1; step <= MOST_STEPS && ends.length > 0; step += 1) {
    ends = [...byEnd(ends).values()].flatMap((paths) => paths.slice(0, MOST_TO_A_PLACE));
    found.push(...ends);
    ends = ends
      .filter(({ ways }) => ways.at(-1)?.edge.bearsOn === 'output')
      .flatMap((path) => followed(chain, origins, endOf(path), path));
  }
  return byEnd(found);
}

function start(lost: number): Path {
  return { ways: [], share: lost, days: { from: 0, to: 0 } };
}

function followed(chain: Chain, origins: ReadonlySet<string>, at: string, path: Path): Path[] {
  return (chain.waysFrom.get(at) ?? []).flatMap((way) => {
    const share = path.share * way.edge.share;
    const isBack = origins.has(way.to) || path.ways.some(({ to }) => to === way.to);
    if (isBack || share < LEAST_SHARE) return [];
    const { from, to } = way.edge.leadTimeDays;
    return [{ ways: [...path.ways, way], share, days: { from: path.days.from + from, to: path.days.to + to } }];
  });
}

function endOf({ ways }: Path): string {
  return ways.at(-1)?.to ?? '';
}

function byEnd(paths: readonly Path[]): Map<string, Path[]> {
  const sorted = paths.toSorted((a, b) => b.share - a.share || a.days.from - b.days.from);
  return Map.groupBy(sorted, endOf);
}
