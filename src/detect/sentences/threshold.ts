import type { Language } from '../../domain/language.ts';
import { englishPeriodWith, formatPeriodIn, formatQuantity, withParticle } from '../wording.ts';
import { type Facts, nameIn, type Sentence } from './facts.ts';

/**
 * For example: "Oil stocks (KR_OIL_STOCK_DAYS/KR) is at 84 days in May 2022, at or below the 90 days stated for caution."
 */
export const thresholdSentence: Sentence = {
  en(facts) {
    const { now, mark, level, isBelow } = of(facts, 'en');
    return (
      `${nameIn('en', facts.evidence)} is at ${now} ${englishPeriodWith(facts.evidence.frequency, facts.to.period)}, ` +
      `at or ${isBelow ? 'below' : 'above'} the ${mark} stated for ${level}.`
    );
  },
  ko(facts) {
    const { now, mark, level, isBelow } = of(facts, 'ko');
    return (
      `${withParticle(nameIn('ko', facts.evidence), '은', '는')} ` +
      `${formatPeriodIn('ko', facts.evidence.frequency, facts.to.period)} ${now}입니다. ` +
      `'${level}' 단계 기준으로 정해진 ${mark} ${isBelow ? '이하' : '이상'}입니다.`
    );
  },
  ja(facts) {
    const { now, mark, level, isBelow } = of(facts, 'ja');
    return (
      `${nameIn('ja', facts.evidence)}は${formatPeriodIn('ja', facts.evidence.frequency, facts.to.period)}に${now}です。` +
      `「${level}」の基準として定められた${mark}${isBelow ? '以下' : '以上'}です。`
    );
  },
};

const LEVEL_NAMES = {
  attention: { en: 'attention', ko: '관심', ja: '関心' },
  caution: { en: 'caution', ko: '주의', ja: '注意' },
  alert: { en: 'alert', ko: '경계', ja: '警戒' },
  serious: { en: 'serious', ko: '심각', ja: '深刻' },
} as const;

function of({ evidence, details, to }: Facts, language: Language) {
  return {
    now: formatQuantity(to.value, evidence.unit, language),
    mark: formatQuantity(details.mark ?? 0, evidence.unit, language),
    level: LEVEL_NAMES[evidence.level][language],
    isBelow: evidence.parameters.side === 'below',
  };
}
