import {
  BearsOn,
  type Place,
  placeKey,
  STAGE_ROLES,
  type Substitute,
  type SupplyEdge,
  type SupplyMap,
} from '../domain/supply-map.ts';
import { chainOf, type Way } from './chain.ts';
import { type Losses, lossesOf } from './losses.ts';
import { type Carries, type Path, pathsFrom } from './paths.ts';

/** What fails, and how far. */
export interface Failure {
  readonly origins: readonly Place[];
  /** The share that fails, from 0 to 1. */
  readonly lost: number;
  /** `exports`: the origins' own countries keep what they make; `output`: less is made. */
  readonly scope: 'exports' | 'output';
  /** Only what the origins send to these countries fails. Absent: whatever they send. */
  readonly towards?: string[];
}

export type Step = Pick<
  SupplyEdge,
  'from' | 'to' | 'share' | 'shareOf' | 'bearsOn' | 'leadTimeDays' | 'leadTimeBasis' | 'source' | 'note'
>;

export interface ShownPath {
  readonly steps: Step[];
  readonly share: number;
  readonly days: Path['days'];
}

/** What a place loses. */
export interface Effect {
  readonly place: Place;
  readonly role: (typeof STAGE_ROLES)[keyof typeof STAGE_ROLES];
  readonly bearsOn: BearsOn;
  /** Of what it takes of its scarcest item, from 0 to 1: an upper bound of what it makes less. */
  readonly share: number;
  /** The same once all substitutes whose share is known have stepped in. */
  readonly lasting: number;
  /** When the soonest path arrives, and when the slowest has. */
  readonly days: Path['days'];
  /** Those that carry most; `pathCount` has all. */
  readonly paths: ShownPath[];
  readonly pathCount: number;
  /** What could stand in, at the steps of the paths that are shown. */
  readonly substitutes: (Substitute & { readonly of: Place; readonly at: Place })[];
}

export interface Effects extends Failure {
  readonly origins: Place[];
  /** Those hit hardest first. */
  readonly effects: Effect[];
  /** Of the items that are named. */
  readonly items: SupplyMap['items'];
}

const MOST_EFFECTS = 200;
const SHOWN_PATHS = 3;

/** Who is hit when something fails, after how many days, how much, and by which paths. */
export function effectsOf(map: SupplyMap, failure: Failure, chain = chainOf(map.edges)): Effects {
  const { lost } = failure;
  const origins = new Set(failure.origins.map(placeKey));
  const carries: Carries = ({ from, edge }) => !origins.has(from) || isCut(edge, failure);
  const full = lossesOf(chain, origins, lost, (way) => (carries(way) ? way.edge.share : 0));
  const lasting = lossesOf(chain, origins, lost, (way) => (carries(way) ? lastingShare(way.edge) : 0));
  const effects = [...pathsFrom(chain, origins, lost, carries)]
    .flatMap(([key, paths]) => effectsAt(chain.places.get(key), paths, full, lasting))
    .sort(harder)
    .slice(0, MOST_EFFECTS);
  const items = itemsOf(map, failure.origins, effects);
  return { ...failure, origins: [...failure.origins], effects, items };
}

/** Whether an edge from an origin goes without what fails. */
function isCut({ from, to }: SupplyEdge, { scope, towards }: Failure): boolean {
  if (scope === 'exports' && from.country === to.country) return false;
  return towards === undefined || towards.includes(to.country);
}

/** On output and on capacity of one place. */
function effectsAt(place: Place | undefined, all: readonly Path[], full: Losses, lasting: Losses): Effect[] {
  if (place === undefined) return [];
  const key = placeKey(place);
  return BearsOn.options.flatMap((bearsOn): Effect[] => {
    const paths = all.filter(({ ways }) => ways.at(-1)?.edge.bearsOn === bearsOn);
    if (paths.length === 0) return [];
    const shown = paths.slice(0, SHOWN_PATHS);
    return [
      {
        ...{ place, role: STAGE_ROLES[place.stage], bearsOn },
        share: full[bearsOn].get(key) ?? 0,
        lasting: lasting[bearsOn].get(key) ?? 0,
        days: daysOf(paths),
        ...{ paths: shown.map(shownPath), pathCount: paths.length, substitutes: substitutesOf(shown) },
      },
    ];
  });
}

/** What is left of a share when what is known to stand in does; without a stated share nothing does. */
function lastingShare({ share, substitutes }: SupplyEdge): number {
  const replaced = substitutes.reduce((sum, substitute) => sum + (substitute.share ?? 0), 0);
  return share * (1 - Math.min(1, replaced));
}

function daysOf(paths: readonly Path[]): Path['days'] {
  return {
    from: Math.min(...paths.map(({ days }) => days.from)),
    to: Math.max(...paths.map(({ days }) => days.to)),
  };
}

function shownPath({ ways, share, days }: Path): ShownPath {
  return { steps: ways.map(stepOf), share, days };
}

function stepOf({ edge }: Way): Step {
  const { hsCodes: _codes, substitutes: _substitutes, ...step } = edge;
  return step;
}

function substitutesOf(paths: readonly Path[]): Effect['substitutes'] {
  const edges = new Set(paths.flatMap(({ ways }) => ways.map(({ edge }) => edge)));
  return [...edges].flatMap(({ from, to, substitutes }) =>
    substitutes.map((substitute) => ({ ...substitute, of: from, at: to })),
  );
}

function harder(a: Effect, b: Effect): number {
  return b.share - a.share || a.days.from - b.days.from || (placeKey(a.place) < placeKey(b.place) ? -1 : 1);
}

function itemsOf(
  { items }: SupplyMap,
  origins: readonly Place[],
  effects: readonly Effect[],
): SupplyMap['items'] {
  const steps = effects.flatMap(({ paths }) => paths.flatMap((path) => path.steps));
  const named = new Set([...origins, ...steps.flatMap(({ from, to }) => [from, to])].map(({ item }) => item));
  return Object.fromEntries(Object.entries(items).filter(([key]) => named.has(key)));
}
