import { hasValue, ObservationStatus } from '../domain/series.ts';

/** The number of a status where nothing is known of a point, or it was withdrawn. */
export const ABSENT = -1;

/** What is known of some points at one moment, by their places; also what comes of it. */
export interface States {
  /** NaN where there is no value. */
  readonly values: Float64Array;
  /** Positions in `ObservationStatus.options`, or ABSENT. */
  readonly statuses: Int8Array;
}

export function makeStates(length: number): States {
  return { values: new Float64Array(length).fill(Number.NaN), statuses: new Int8Array(length).fill(ABSENT) };
}

const WITH_VALUE = ObservationStatus.options.map(hasValue);

export const MISSING = ObservationStatus.options.indexOf('M');
export const WITHDRAWN_NUMBER = ObservationStatus.options.indexOf('X');

/** Whether the point is there, and has a value. */
export function isValued({ statuses }: States, at: number): boolean {
  return WITH_VALUE[statuses[at] ?? ABSENT] === true;
}

/** From the strongest to the weakest: what is derived is as weak as the weakest that it follows from. */
const STRENGTH = ['A', 'J', 'D', 'B', 'S', 'K', 'N', 'G', 'P', 'V', 'I', 'E', 'U', 'F'] as const;

const WEAKNESS = ObservationStatus.options.map((status) =>
  STRENGTH.indexOf(status as (typeof STRENGTH)[number]),
);

/** The weaker of two statuses that go with a value. */
export function weaker(one: number, other: number): number {
  return (WEAKNESS[other] ?? 0) > (WEAKNESS[one] ?? 0) ? other : one;
}

export const STRONGEST = ObservationStatus.options.indexOf('A');
