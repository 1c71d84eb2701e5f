import { PACES, type Pace } from '../detect/channels/pace.ts';
import { scoreMemory } from '../detect/channels/score.ts';
import type { HarmfulDirection, IndicatorKind } from '../domain/indicator.ts';
import { seeded } from '../replay/random.ts';
import type { Points } from './shocks.ts';

/** A series that shocks are put into. */
export interface Host extends Points {
  readonly series: string;
  readonly pace: Pace;
  readonly direction: HarmfulDirection;
  readonly kind?: IndicatorKind | undefined;
  /** Whether a point lies outside of every crisis that the series could have seen. */
  readonly isCalm: readonly boolean[];
}

/** A point of a series at which a shock begins. */
export interface Placement {
  readonly host: Host;
  readonly at: number;
}

/** After the last point of a shock an alarm counts for as many steps, and these have to be there. */
export const FOUND_WITHIN = 6;
const LONGEST_SHOCK = 24;

/** Any point of any series alike, but for those without enough before or after them. */
export function placementsOf(hosts: readonly Host[], count: number, seed: number): Placement[] {
  const random = seeded(seed);
  const roomy = hosts.filter((host) => roomOf(host) > 0);
  if (roomy.length === 0) return [];
  return Array.from({ length: count }, () => {
    const host = roomy[Math.floor(random() * roomy.length)]!;
    return { host, at: firstPlace(host) + Math.floor(random() * roomOf(host)) };
  });
}

export function firstPlace({ pace }: Pick<Host, 'pace'>): number {
  return Math.min(scoreMemory(PACES[pace]), 2 * PACES[pace].window);
}

function roomOf(host: Host): number {
  return host.values.length - firstPlace(host) - LONGEST_SHOCK - FOUND_WITHIN;
}
