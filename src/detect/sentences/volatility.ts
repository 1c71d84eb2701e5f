import type { Language } from '../../domain/language.ts';
import {
  englishPeriodWith,
  formatChanges,
  formatNumber,
  formatPeriodIn,
  formatQuantity,
  formatScore,
  PERIODIC,
  withParticle,
} from '../wording.ts';
import { type Facts, nameIn, type Sentence } from './facts.ts';

/**
 * For example: "Urea price (UREA_PRICE/W.W) has turned turbulent: up to October 2021 (769.5 USD/t) its monthly changes of
 * the last 12 months spread 2.6 times as widely as those of the 60 months before, 4.1 standard deviations more than usual."
 */
export const volatilitySentence: Sentence = {
  en(facts) {
    const { evidence, ratio, score } = of(facts);
    const { frequency, unit } = evidence;
    return (
      `${nameIn('en', evidence)} has turned turbulent: ${englishPeriodWith(frequency, facts.to.period)} ` +
      `(${formatQuantity(facts.to.value, unit, 'en')}) the ${PERIODIC[frequency].en} changes of the last ` +
      `${spanOf('en', facts)} spread ${ratio} times as widely as those of the ${usualOf('en', facts)} before, ` +
      `${score} standard deviations more than usual.`
    );
  },
  ko(facts) {
    const { evidence, ratio, score } = of(facts);
    const { frequency, unit } = evidence;
    return (
      `${withParticle(nameIn('ko', evidence), '은', '는')} ${formatPeriodIn('ko', frequency, facts.to.period)}` +
      `(${formatQuantity(facts.to.value, unit, 'ko')}) 현재 변동성이 커졌습니다. 최근 ${spanOf('ko', facts)}간 ` +
      `${PERIODIC[frequency].ko} 변동의 폭이 그 이전 ${usualOf('ko', facts)}간의 ${ratio}배로, ` +
      `통상 수준보다 표준편차의 ${score}배만큼 큽니다.`
    );
  },
  ja(facts) {
    const { evidence, ratio, score } = of(facts);
    const { frequency, unit } = evidence;
    return (
      `${nameIn('ja', evidence)}は${formatPeriodIn('ja', frequency, facts.to.period)}` +
      `(${formatQuantity(facts.to.value, unit, 'ja')})時点で変動が大きくなっています。直近${spanOf('ja', facts)}間の` +
      `${PERIODIC[frequency].ja}変動の幅はそれ以前の${usualOf('ja', facts)}間の${ratio}倍で、` +
      `通常の水準を標準偏差の${score}倍上回っています。`
    );
  },
};

function of({ evidence, details, step }: Facts) {
  return {
    evidence,
    ratio: formatNumber(Math.round((details.ratio ?? 1) * 10) / 10),
    score: formatScore(step.score),
  };
}

function spanOf(language: Language, { evidence, step }: Facts): string {
  return formatChanges(language, evidence.frequency, step.span);
}

/** The changes that say which spread is usual, as many as the evidence holds. */
function usualOf(language: Language, { evidence, details }: Facts): string {
  return formatChanges(language, evidence.frequency, details.usual ?? 0);
}
