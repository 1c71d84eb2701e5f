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

/** Whether a way carries a failure on. */
export type Carries = (way: Way) => boolean;

/** All paths by the place that they lead to, those that carry most first. Days add up along a path. */
export function pathsFrom(
  chain: Chain,
  origins: ReadonlySet<string>,
  lost: number,
  carries: Carries,
): Map<string, Path[]> {
  const followed = (at: string, path: Path): Path[] =>
    (chain.waysFrom.get(at) ?? [])
      .filter((way) => carries(way) && !origins.has(way.to) && !path.ways.some(({ to }) => to === way.to))
      .map((way) => further(path, way))
      .filter(({ share }) => share >= LEAST_SHARE);

  const start: Path = { ways: [], share: lost, days: { from: 0, to: 0 } };
  const found: Path[] = [];
  let ends = [...origins].flatMap((key) => followed(key, start));
  for (let step = 1; step <= MOST_STEPS && ends.length > 0; step += 1) {
    ends = [...byEnd(ends).values()].flatMap((paths) => paths.slice(0, MOST_TO_A_PLACE));
    found.push(...ends);
    ends = ends
      .filter(({ ways }) => ways.at(-1)?.edge.bearsOn === 'output')
      .flatMap((path) => followed(endOf(path), path));
  }
  return byEnd(found);
}

function further(path: Path, way: Way): Path {
  const { share, leadTimeDays } = way.edge;
  const { from, to } = path.days;
  return {
    ways: [...path.ways, way],
    share: path.share * share,
    days: { from: from + leadTimeDays.from, to: to + leadTimeDays.to },
  };
}

function endOf({ ways }: Path): string {
  return ways.at(-1)?.to ?? '';
}

function byEnd(paths: readonly Path[]): Map<string, Path[]> {
  const sorted = paths.toSorted((a, b) => b.share - a.share || a.days.from - b.days.from);
  return Map.groupBy(sorted, endOf);
}
