import type { LocalisedText } from '../domain/indicator.ts';
import type { Level } from '../domain/level.ts';
import type { Signal } from '../domain/signal.ts';

const LEVEL_NAMES: Record<Level, { en: string; ko: string; ja: string }> = {
  attention: { en: 'Attention', ko: '관심', ja: '関心' },
  caution: { en: 'Caution', ko: '주의', ja: '注意' },
  alert: { en: 'Alert', ko: '경계', ja: '警戒' },
  serious: { en: 'Serious', ko: '심각', ja: '深刻' },
};

/** What a bulletin about a signal is headed by: level, indicator, period, in the languages of its names. */
export function headlineOf(signal: Pick<Signal, 'level' | 'period' | 'evidence'>): LocalisedText {
  const { names } = signal.evidence;
  const level = LEVEL_NAMES[signal.level];
  return {
    ...(names.en === undefined ? {} : { en: `${level.en}: ${names.en}, ${signal.period}` }),
    ...(names.ko === undefined ? {} : { ko: `[${level.ko}] ${names.ko} ${signal.period}` }),
    ...(names.ja === undefined ? {} : { ja: `【${level.ja}】${names.ja} ${signal.period}` }),
  };
}
