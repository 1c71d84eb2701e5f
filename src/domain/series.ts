import { z } from 'zod';
import type { Frequency } from './indicator.ts';
import type { EpochMs } from './time.ts';

/**
 * Key of a series: the indicator's code, a slash, and a value for each of its dimensions, joined by dots as
 * in SDMX: `UREA_PRICE/KR.CN`. Values are capitals, digits and underscores; `W` is the world, `_Z` stands
 * for "does not apply".
 */
export const SeriesKey = z
  .string()
  .max(200)
  .regex(
    /^[A-Z][A-Z0-9_]{1,63}\/[A-Z0-9_]{1,30}(?:\.[A-Z0-9_]{1,30})*$/,
    'a series key such as UREA_PRICE/KR.CN',
  );
export type SeriesKey = z.infer<typeof SeriesKey>;

export function indicatorOfSeries(series: SeriesKey): string {
  return series.slice(0, series.indexOf('/'));
}

export function dimensionValues(series: SeriesKey): string[] {
  return series.slice(series.indexOf('/') + 1).split('.');
}

/**
 * SDMX code list CL_OBS_STATUS 2.2 (A normal, B break, D definition differs, E estimated, F forecast, G experimental,
 * I imputed, J derogation, K included in another category, N not significant, P provisional, S strike, U low
 * reliability, V unvalidated; without a value: H holiday, L not collected, M cannot exist, O missing, Q suppressed), and
 * X of our own: withdrawn, so that the point is no longer there from this vintage on. The order is part of the
 * format of the store: append only.
 */
export const ObservationStatus = z.enum([
  'A',
  'E',
  'P',
  'M',
  'B',
  'D',
  'F',
  'G',
  'I',
  'J',
  'K',
  'N',
  'S',
  'U',
  'V',
  'H',
  'L',
  'O',
  'Q',
  'X',
]);
export type ObservationStatus = z.infer<typeof ObservationStatus>;

const WITHOUT_VALUE: ReadonlySet<ObservationStatus> = new Set(['M', 'H', 'L', 'O', 'Q', 'X']);

/** Whether an observation of this status has a value; the others have none. */
export function hasValue(status: ObservationStatus): boolean {
  return !WITHOUT_VALUE.has(status);
}

/** The status of a point that was withdrawn: reads leave it out, its history keeps it. */
export const WITHDRAWN = 'X' satisfies ObservationStatus;

/** A value of a series for a period, as learnt at a time. `value` is absent exactly when `hasValue(status)` is false. */
export interface Observation {
  readonly series: SeriesKey;
  readonly period: string;
  readonly value: number | undefined;
  readonly status: ObservationStatus;
  /** The vintage: when this node learnt it. */
  readonly knownAt: EpochMs;
}

/** All vintages of a series in columns, in order of the periods and, within one, of the vintages. */
export interface SeriesVintages {
  readonly series: SeriesKey;
  readonly frequency: Frequency;
  /** The number of the period, as in domain/time.ts. */
  readonly ordinals: Int32Array;
  /** NaN where there is no value. */
  readonly values: Float64Array;
  /** Positions in `ObservationStatus.options`. */
  readonly statuses: Uint8Array;
  readonly knownAt: Float64Array;
}

/** One point of a series as it was known at some time, with the number of its period. */
export interface SeriesPoint {
  readonly period: string;
  readonly ordinal: number;
  readonly value: number;
  readonly knownAt: EpochMs;
}
