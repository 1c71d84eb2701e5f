import { LEVELS, type Level, levelRank } from '../domain/level.ts';

/** From this level on a signal is an alarm, which people have to judge. */
const LEAST: Level = 'alert';

/** The levels of what people have to judge. */
export const ALARMS: readonly Level[] = levelsFrom(LEAST);

export function levelsFrom(least: Level): Level[] {
  return LEVELS.filter((level) => levelRank(level) >= levelRank(least));
}

/** `today`: the day's work; `cut-off`: for another day; `below-alert`: shown because somebody asked to see it. */
export type Line = 'today' | 'cut-off' | 'below-alert';

/** Says of each place of a ranked queue on which side of the cut it is, where so many more can be judged today. */
export function lineOf(place: number, level: Level, left: number): Line {
  if (levelRank(level) < levelRank(LEAST)) return 'below-alert';
  return place <= left ? 'today' : 'cut-off';
}
