import { z } from 'zod';

/** Korea's four alert levels, from the lowest: attention (blue), caution (yellow), alert (orange), serious (red). */
export const Level = z.enum(['attention', 'caution', 'alert', 'serious']);
export type Level = z.infer<typeof Level>;

export const LEVELS: readonly Level[] = Level.options;

/** 0 for attention … 3 for serious. */
export function levelRank(level: Level): number {
  return LEVELS.indexOf(level);
}

/** How many people besides the submitter have to approve a bulletin of this level. */
export function requiredApprovals(level: Level): 1 | 2 {
  return level === 'serious' ? 2 : 1;
}
