import type { Language } from '../../domain/language.ts';
import {
  englishPeriodWith,
  formatPercent,
  formatPeriodIn,
  formatQuantity,
  formatScore,
  withParticle,
} from '../wording.ts';
import { type Facts, nameIn, type Sentence } from './facts.ts';

/**
 * For example: "Korea: urea imports (KR_UREA_IMPORTS/KR.CN) were 21,000 kg in November 2021, 62.5 % less than the 56,000 kg
 * usual for the same period (median of 5 earlier years); 4.3 robust standard deviations below."
 */
export const importDropSentence: Sentence = {
  en(facts) {
    const { now, expected, share, years, score } = of(facts, 'en');
    return (
      `${nameIn('en', facts.evidence)} came to ${now} ${englishPeriodWith(facts.evidence.frequency, facts.to.period)}, ` +
      `${share} % less than the ${expected} usual for the same period (median of ${years} earlier years); ` +
      `${score} robust standard deviations below its usual difference.`
    );
  },
  ko(facts) {
    const { now, expected, share, years, score } = of(facts, 'ko');
    return (
      `${withParticle(nameIn('ko', facts.evidence), '은', '는')} ` +
      `${formatPeriodIn('ko', facts.evidence.frequency, facts.to.period)} ${now}입니다. 같은 시기의 통상 수준 ` +
      `${expected}(과거 ${years}년의 중앙값)보다 ${share}% 적으며, 통상적인 차이보다 로버스트 표준편차의 ` +
      `${score}배만큼 낮습니다.`
    );
  },
  ja(facts) {
    const { now, expected, share, years, score } = of(facts, 'ja');
    return (
      `${nameIn('ja', facts.evidence)}は${formatPeriodIn('ja', facts.evidence.frequency, facts.to.period)}に${now}でした。` +
      `同時期の通常の水準${expected}(過去${years}年の中央値)より${share}%少なく、` +
      `通常の差をロバスト標準偏差の${score}倍下回っています。`
    );
  },
};

function of({ evidence, details, step, to }: Facts, language: Language) {
  const { expected = 0, years = 0 } = details;
  return {
    now: formatQuantity(to.value, evidence.unit, language),
    expected: formatQuantity(expected, evidence.unit, language),
    share: formatPercent(100 * (1 - to.value / expected)),
    years,
    score: formatScore(step.score),
  };
}
