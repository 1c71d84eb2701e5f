import type { Language } from '../../domain/language.ts';
import {
  englishPeriodWith,
  formatChanges,
  formatPeriodIn,
  formatQuantity,
  withParticle,
} from '../wording.ts';
import { type Facts, nameIn, type Sentence } from './facts.ts';

/**
 * For example: "Korea: urea imports, share of each origin (KR_UREA_IMPORT_SHARE/KR.CN) is at 0.2 % in December 2021, while it
 * was 71.4 % in the median of the 12 months before: a supplier that is lost."
 */
export const supplierChangeSentence: Sentence = {
  en(facts) {
    const { now, share, isNew, before, floor } = of(facts, 'en');
    const head = `${nameIn('en', facts.evidence)} is at ${now} ${englishPeriodWith(facts.evidence.frequency, facts.to.period)}`;
    return isNew
      ? `${head}, while it was never above ${floor} in the ${before} before: a supplier that is new.`
      : `${head}, while it was ${share} in the median of the ${before} before: a supplier that is lost.`;
  },
  ko(facts) {
    const { now, share, isNew, before, floor } = of(facts, 'ko');
    const head =
      `${withParticle(nameIn('ko', facts.evidence), '은', '는')} ` +
      `${formatPeriodIn('ko', facts.evidence.frequency, facts.to.period)} ${now}입니다.`;
    return isNew
      ? `${head} 그 이전 ${before} 동안 ${floor}를 넘은 적이 없는 신규 공급처입니다.`
      : `${head} 그 이전 ${before}의 중앙값은 ${share}였으며, 공급처가 끊긴 것으로 보입니다.`;
  },
  ja(facts) {
    const { now, share, isNew, before, floor } = of(facts, 'ja');
    const head = `${nameIn('ja', facts.evidence)}は${formatPeriodIn('ja', facts.evidence.frequency, facts.to.period)}に${now}です。`;
    return isNew
      ? `${head}それ以前の${before}間は${floor}を超えたことがなく、新しい供給元です。`
      : `${head}それ以前の${before}間の中央値は${share}で、供給元が失われたとみられます。`;
  },
};

function of({ evidence, details, to }: Facts, language: Language) {
  const { unit, frequency, parameters } = evidence;
  return {
    now: formatQuantity(to.value, unit, language),
    share: formatQuantity(details.share ?? 0, unit, language),
    floor: formatQuantity(Number(parameters.floor), unit, language),
    isNew: details.isNew === 1,
    before: formatChanges(language, frequency, Number(parameters.window)),
  };
}
