import type { LocalisedText } from '../domain/indicator.ts';
import { LEVEL_NAMES } from '../domain/level.ts';
import type { Signal } from '../domain/signal.ts';

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
