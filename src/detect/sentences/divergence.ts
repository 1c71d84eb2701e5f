import type { Language } from '../../domain/language.ts';
import { englishPeriodWith, formatPeriodIn, formatQuantity, formatScore, withParticle } from '../wording.ts';
import { type Facts, nameIn, type Sentence } from './facts.ts';

/**
 * For example: "Urea imports, price against volume (KR_UREA_DIVERGENCE/KR.CN) is at 92.4 % in November 2021: over a year
 * the price has grown by so much more than the volume. 6.1 robust standard deviations above its usual 3.2 %."
 */
export const divergenceSentence: Sentence = {
  en(facts) {
    const { evidence, to, step } = facts;
    const than = to.value < 0 ? 'less' : 'more';
    return (
      `${nameIn('en', evidence)} is at ${formatQuantity(to.value, evidence.unit, 'en')} ` +
      `${englishPeriodWith(evidence.frequency, to.period)}: over a year the price has grown by so much ${than} than the ` +
      `volume. That is ${formatScore(step.score)} robust standard deviations ${step.side} its usual ${usualOf(facts, 'en')}.`
    );
  },
  ko(facts) {
    const { evidence, to, step } = facts;
    return (
      `${withParticle(nameIn('ko', evidence), '은', '는')} ${formatPeriodIn('ko', evidence.frequency, to.period)} ` +
      `${formatQuantity(to.value, evidence.unit, 'ko')}입니다. 1년 동안 가격이 물량보다 그만큼 ` +
      `${to.value < 0 ? '덜' : '더'} 늘었다는 뜻이며, 통상 수준(${usualOf(facts, 'ko')})보다 로버스트 표준편차의 ` +
      `${formatScore(step.score)}배만큼 ${step.side === 'above' ? '높습니다' : '낮습니다'}.`
    );
  },
  ja(facts) {
    const { evidence, to, step } = facts;
    return (
      `${nameIn('ja', evidence)}は${formatPeriodIn('ja', evidence.frequency, to.period)}に` +
      `${formatQuantity(to.value, evidence.unit, 'ja')}でした。1年間で価格の伸びが数量の伸びをそれだけ` +
      `${to.value < 0 ? '下回った' : '上回った'}ことを示し、通常の水準(${usualOf(facts, 'ja')})をロバスト標準偏差の` +
      `${formatScore(step.score)}倍${step.side === 'above' ? '上回って' : '下回って'}います。`
    );
  },
};

function usualOf({ evidence, details }: Facts, language: Language): string {
  return formatQuantity(details.usual ?? 0, evidence.unit, language);
}
