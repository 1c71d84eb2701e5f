import { z } from 'zod';
import type { Language } from './language.ts';

/** Korea's four alert levels, from the lowest: attention (blue), caution (yellow), alert (orange), serious (red). */
export const Level = z.enum(['attention', 'caution', 'alert', 'serious']);
export type Level = z.infer<typeof Level>;

export const LEVELS: readonly Level[] = Level.options;

/** What they are called. */
export const LEVEL_NAMES: Readonly<Record<Level, Readonly<Record<Language, string>>>> = {
  attention: { en: 'Attention', ko: '관심', ja: '関心' },
  caution: { en: 'Caution', ko: '주의', ja: '注意' },
  alert: { en: 'Alert', ko: '경계', ja: '警戒' },
  serious: { en: 'Serious', ko: '심각', ja: '深刻' },
};

/** 0 for attention … 3 for serious. */
export function levelRank(level: Level): number {
  return LEVELS.indexOf(level);
}

/** How many people besides the submitter have to approve a bulletin of this level. */
export function requiredApprovals(level: Level): 1 | 2 {
  return level === 'serious' ? 2 : 1;
}
