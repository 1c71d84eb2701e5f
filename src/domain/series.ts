import { z } from 'zod';
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

/** SDMX code list CL_OBS_STATUS, as far as it is used here: normal, estimated, provisional, missing. */
export const ObservationStatus = z.enum(['A', 'E', 'P', 'M']);
export type ObservationStatus = z.infer<typeof ObservationStatus>;

/** A value of a series for a period, as learnt at a time. `value` is absent exactly when `status` is `M`. */
export interface Observation {
  readonly series: SeriesKey;
  readonly period: string;
  readonly value: number | undefined;
  readonly status: ObservationStatus;
  /** The vintage: when this node learnt it. */
  readonly knownAt: EpochMs;
}

/** One point of a series as it was known at some time, with the number of its period. */
export interface SeriesPoint {
  readonly period: string;
  readonly ordinal: number;
  readonly value: number;
  readonly knownAt: EpochMs;
}
