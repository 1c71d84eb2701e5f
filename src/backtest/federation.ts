import { againstChance, type Measured } from './chance.ts';
import { bulletinRises, coveredCrises, type GainFigures, gainFigures } from './gains.ts';
import type { Listed } from './series-index.ts';
import type { Offset } from './shifts.ts';
import { shuffled } from './shuffled.ts';
import { allocatedTo, publicShared, statedAllocation, type Visibility } from './visibility.ts';
import type { World } from './world.ts';

export type MeasuredGains = Readonly<Record<keyof GainFigures, Measured>>;

export interface FederationFigures {
  readonly delayDays: number;
  /** Pairs of a crisis that some series could have warned of, and a country that it hurt. */
  readonly n: number;
  readonly publicShared: MeasuredGains & {
    /** Pairs in which some series of the crisis is hidden from the country. */
    readonly withHiddenSeries: number;
  };
  readonly statedAllocation: MeasuredGains & {
    readonly withHiddenSeries: number;
    /** The stated allocation beside random ones of the same series to as many nodes. */
    readonly amongAllocations: MeasuredGains;
  };
}

export interface FederationOptions {
  readonly delayDays: number;
  readonly offsets: readonly Offset[];
  readonly allocations: number;
  readonly random: () => number;
}

/** What countries gain by the bulletins of their peers, each form beside its chance. */
export function federationFigures(
  world: World,
  index: readonly Listed[],
  { delayDays, offsets, allocations, random }: FederationOptions,
): FederationFigures {
  const covered = coveredCrises(world);
  const risesAt = (offset: Offset) =>
    covered.map((crisis) => [crisis, bulletinRises(world, crisis, offset)] as const);
  const actual = risesAt(0);
  const draws = offsets.map(risesAt);
  const byShifts = (sees: Visibility): MeasuredGains =>
    againstChance(
      gainFigures(actual, sees, delayDays),
      draws.map((rises) => gainFigures(rises, sees, delayDays)),
    );
  const others = Array.from({ length: allocations }, () =>
    gainFigures(actual, randomAllocation(index, random), delayDays),
  );
  return {
    delayDays,
    n: covered.reduce((sum, { affected }) => sum + affected.length, 0),
    publicShared: { ...byShifts(publicShared), withHiddenSeries: hidden(world, publicShared) },
    statedAllocation: {
      ...byShifts(statedAllocation),
      withHiddenSeries: hidden(world, statedAllocation),
      amongAllocations: againstChance(gainFigures(actual, statedAllocation, delayDays), others),
    },
  };
}

/** As many series to each node as in the index, but others. */
function randomAllocation(index: readonly Listed[], random: () => number): Visibility {
  const nodes = shuffled(
    index.map(({ node }) => node),
    random,
  );
  return allocatedTo(new Map(index.map(({ series }, place) => [series, nodes[place]!])));
}

function hidden(world: World, sees: Visibility): number {
  const pairs = coveredCrises(world).flatMap(({ affected, series }) =>
    affected.filter((country) =>
      world.judged.some((each) => series.includes(each.series) && !sees(country, each)),
    ),
  );
  return pairs.length;
}
