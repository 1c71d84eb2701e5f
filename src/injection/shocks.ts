import { PACES, type Pace } from '../detect/channels/pace.ts';
import { median, robustSpread } from '../detect/robust.ts';

/** Points in the order of their periods. */
export interface Points {
  readonly ordinals: readonly number[];
  readonly values: readonly number[];
}

/** Values with something done to them, and the last point to which it was done. */
export interface Shocked {
  readonly values: readonly number[];
  readonly end: number;
}

/** What is done from the point `at` on: on the scale of logarithms where all values are positive, in units of σ. */
interface Shock {
  /** Points over which it happens. */
  readonly length: number;
  /** What is added to the point `step` places after the first, and to all after the last as to that one. */
  readonly added: (
    step: number,
    usual: { readonly sigma: number; readonly changes: readonly number[] },
  ) => number;
}

const STEP_SIGMAS = 4;
const RAMP_SIGMAS = 6;
const RAMP_LENGTH = 6;
const TURBULENCE = 2.5;
const TURBULENCE_LENGTH = 12;
const GAP_LENGTH = 3;
const LOST_SIGMAS = 12;
const LOST_LENGTH = 24;

/** The harmful direction is up; whoever injects turns it. */
export const SHOCKS = {
  /** 4 σ at once, which stay. */
  step: { length: 1, added: (_step, { sigma }) => STEP_SIGMAS * sigma },
  /** 6 σ over six points, which stay. */
  ramp: { length: RAMP_LENGTH, added: (step, { sigma }) => ((step + 1) * RAMP_SIGMAS * sigma) / RAMP_LENGTH },
  /** Over twelve points each change is 2.5 times as far from the usual one as it was. */
  turbulence: {
    length: TURBULENCE_LENGTH,
    added: (step, { changes }) => {
      let sum = 0;
      for (const change of changes.slice(0, step + 1)) sum += (TURBULENCE - 1) * change;
      return sum;
    },
  },
  /** 4 σ for three points, and back. */
  gap: { length: GAP_LENGTH + 1, added: (step, { sigma }) => (step < GAP_LENGTH ? STEP_SIGMAS * sigma : 0) },
  /** 12 σ over two dozen points: half a σ a point, which no single change shows. */
  'level-lost': {
    length: LOST_LENGTH,
    added: (step, { sigma }) => ((step + 1) * LOST_SIGMAS * sigma) / LOST_LENGTH,
  },
} as const satisfies Record<string, Shock>;

export type ShockName = keyof typeof SHOCKS;
export const SHOCK_NAMES = Object.keys(SHOCKS) as readonly ShockName[];

/** The changes that σ is the spread of: those of the last five years. */
const SIGMA_YEARS = 5;
/** A spread of fewer says little. */
const LEAST_CHANGES = 24;
const MOST_SEASONS = 5;

/** `sign`: 1 where up does harm, −1 where down does. Undefined where the series has no σ there: too young, or flat. */
export function inject(
  shock: ShockName,
  { ordinals, values }: Points,
  at: number,
  { pace, sign }: { readonly pace: Pace; readonly sign: 1 | -1 },
): Shocked | undefined {
  const { length, added }: Shock = SHOCKS[shock];
  const end = at + length - 1;
  if (end >= values.length) return undefined;
  const isLogarithmic = values.every((value) => value > 0);
  const scaled = isLogarithmic ? values.map(Math.log) : [...values];
  const usual = adjusted(ordinals, scaled, pace);
  const before = Float64Array.from(usual.slice(Math.max(1, at - SIGMA_YEARS * PACES[pace].stepsPerYear), at));
  if (before.length < LEAST_CHANGES) return undefined;
  const centre = median(before);
  const sigma = robustSpread(before, centre);
  if (!(sigma > 0)) return undefined;
  const changes = usual.slice(at, end + 1).map((change) => sign * (change - centre));
  const shocked = scaled.map((value, index) =>
    index < at ? value : value + sign * added(Math.min(index - at, length - 1), { sigma, changes }),
  );
  return { values: isLogarithmic ? shocked.map(Math.exp) : shocked, end };
}

/** The change to each point, without the median one of the same season in earlier years; the first has none. */
function adjusted(ordinals: readonly number[], scaled: readonly number[], pace: Pace): number[] {
  const { season } = PACES[pace];
  const changes = scaled.map((value, index) => (index === 0 ? 0 : value - scaled[index - 1]!));
  if (season === 0) return changes;
  const places = new Map(ordinals.map((ordinal, index) => [ordinal, index]));
  return changes.map((change, index) => {
    const same: number[] = [];
    for (let years = 1; years <= MOST_SEASONS; years += 1) {
      const place = places.get(ordinals[index]! - years * season);
      if (place !== undefined && place > 0) same.push(changes[place]!);
    }
    return same.length < 2 ? change : change - median(Float64Array.from(same));
  });
}
