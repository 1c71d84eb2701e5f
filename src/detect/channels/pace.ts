import type { Frequency } from '../../domain/indicator.ts';

/** How often a series has a value: a frequency of the catalogue, hours (H), or minutes and irregular times (N). */
export type Pace = Frequency | 'H' | 'N';

/** What is usual is judged by so many steps, and what of it repeats. */
export interface PaceSettings {
  /** Changes that say what is usual. */
  readonly window: number;
  /** With fewer changes before it, a point is not judged. */
  readonly minimum: number;
  /** Steps after which the season comes again; 0: none. */
  readonly season: number;
  /** Earlier seasons whose median change is taken off. */
  readonly seasons: number;
  /** The spread is at least this share of the mean absolute change. */
  readonly floorShare: number;
  /** And at least this share of the value itself. */
  readonly floorChange: number;
  /** Periods need not follow one another: a gap is no wider a change. */
  readonly hasGaps: boolean;
  /** Steps in which no second alarm is raised. */
  readonly refractory: number;
  /** Steps in a year, about. */
  readonly stepsPerYear: number;
  /** Scores of its own past that a series is judged by. */
  readonly past: number;
  /** Periods after which thresholds are computed anew: hours for H, seconds for N. */
  readonly renewal: number;
}

const COMMON = { season: 0, seasons: 0, floorShare: 0.25, hasGaps: false };

/** The five years before, where there are that many steps in it that one can hold; see docs/detection.md. */
export const PACES: Record<Pace, PaceSettings> = {
  A: {
    ...COMMON,
    window: 10,
    minimum: 8,
    floorChange: 0.01,
    refractory: 1,
    stepsPerYear: 1,
    past: 40,
    renewal: 1,
  },
  Q: {
    ...COMMON,
    window: 20,
    minimum: 12,
    season: 4,
    seasons: 5,
    floorChange: 0.01,
    refractory: 1,
    stepsPerYear: 4,
    past: 80,
    renewal: 2,
  },
  M: {
    ...COMMON,
    window: 60,
    minimum: 24,
    season: 12,
    seasons: 5,
    floorShare: 0.4,
    floorChange: 0.005,
    refractory: 2,
    stepsPerYear: 12,
    // With all that a series keeps, at most 2,048 bytes (npm run bench -- detect).
    past: 160,
    renewal: 6,
  },
  W: {
    ...COMMON,
    window: 260,
    minimum: 52,
    floorChange: 0.02,
    refractory: 4,
    stepsPerYear: 52,
    past: 520,
    renewal: 13,
  },
  D: {
    ...COMMON,
    window: 260,
    minimum: 120,
    floorChange: 0.001,
    hasGaps: true,
    refractory: 20,
    stepsPerYear: 260,
    past: 2_600,
    renewal: 61,
  },
  H: {
    ...COMMON,
    window: 336,
    minimum: 168,
    floorChange: 0.001,
    hasGaps: true,
    refractory: 24,
    stepsPerYear: 8_760,
    past: 4_032,
    renewal: 24,
  },
  N: {
    ...COMMON,
    window: 600,
    minimum: 120,
    floorChange: 0.001,
    hasGaps: true,
    refractory: 60,
    stepsPerYear: 105_120,
    past: 10_080,
    renewal: 86_400,
  },
};

/** Whether there is a reading every hour or more often: machine data, which have no years to look back on. */
export function isDense(pace: Pace): boolean {
  return pace === 'H' || pace === 'N';
}
