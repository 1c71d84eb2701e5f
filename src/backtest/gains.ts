import { type Crisis, earlyWindow } from './crises.ts';
import type { Offset } from './shifts.ts';
import type { Visibility } from './visibility.ts';
import { earliest, type FirstRise, firstRises, isCovered, mappedTo, type World } from './world.ts';

/** Figures over the pairs of a crisis and a country that it hurt. */
export type GainFigures = Readonly<
  Record<'meanDays' | 'countriesGaining' | 'warnedAlone' | 'warnedFederated', number>
>;

/** What the first rises of one crisis are worth to one country. */
export interface Gain {
  /** The first alarm of what the country sees itself. */
  readonly own: FirstRise | undefined;
  /** The first alarm of what it does not see, which makes a peer write a bulletin. */
  readonly peer: FirstRise | undefined;
  readonly days: number;
}

/** The rises of the alert channel before a crisis was announced: those alone become bulletins. */
export function bulletinRises(world: World, crisis: Crisis, offset: Offset): FirstRise[] {
  return firstRises(mappedTo(world, crisis), 'alert', earlyWindow(crisis), offset);
}

/**
 * Days by which the bulletin of a peer comes before the country's own alarm, or the announcement where it has none: at
 * least 0, and at most the 180 days of the early window, in which all of them lie. A peer's alarm on what the country
 * sees itself comes no earlier than its own.
 */
export function gainOf(
  { announced }: Crisis,
  country: string,
  rises: readonly FirstRise[],
  sees: Visibility,
  delayDays: number,
): Gain {
  const own = earliest(rises.filter(({ judged }) => sees(country, judged)));
  const peer = earliest(rises.filter(({ judged }) => !sees(country, judged)));
  if (peer === undefined) return { own, peer, days: 0 };
  const days = (own?.day ?? announced) - (peer.day + delayDays);
  return { own, peer, days: Math.max(0, days) };
}

/** The crises that some series could have warned of. */
export function coveredCrises(world: World): Crisis[] {
  return world.crises.filter((crisis) => isCovered(mappedTo(world, crisis), earlyWindow(crisis)));
}

export function gainFigures(
  crises: readonly (readonly [Crisis, readonly FirstRise[]])[],
  sees: Visibility,
  delayDays: number,
): GainFigures {
  let [pairs, days, countriesGaining, warnedAlone, warnedFederated] = [0, 0, 0, 0, 0];
  for (const [crisis, rises] of crises) {
    for (const country of crisis.affected) {
      const gain = gainOf(crisis, country, rises, sees, delayDays);
      pairs += 1;
      days += gain.days;
      countriesGaining += Number(gain.days > 0);
      warnedAlone += Number(gain.own !== undefined);
      warnedFederated += Number(gain.own !== undefined || gain.days > 0);
    }
  }
  return { meanDays: pairs === 0 ? 0 : days / pairs, countriesGaining, warnedAlone, warnedFederated };
}
