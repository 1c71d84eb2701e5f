import type { Language } from '../../domain/language.ts';
import {
  englishPeriodWith,
  formatChanges,
  formatNumber,
  formatPeriodIn,
  formatQuantity,
  withParticle,
} from '../wording.ts';
import { type Facts, nameIn, type Sentence } from './facts.ts';

/**
 * For example: "Korea: graphite imports, share of each origin (KR_GRAPHITE_IMPORT_SHARE/KR.CN) is at 93.7 % in March 2023,
 * the median of the last 3 values, above the 85 % that count as concentrated; 12 months before it was 91.2 %."
 */
export const concentrationSentence: Sentence = {
  en(facts) {
    const { now, before, mark, rise, months, smooth } = of(facts, 'en');
    const { frequency } = facts.evidence;
    const median = smooth === 1 ? '' : ` (median of the last ${smooth} values)`;
    const head = `${nameIn('en', facts.evidence)} is at ${now} ${englishPeriodWith(frequency, facts.to.period)}${median}`;
    if (rise !== undefined) return `${head}, ${rise} more than the ${before} of ${months} before.`;
    const was = before === undefined ? '' : `; ${months} before it was ${before}`;
    return `${head}, no less than the ${mark} from which on it counts as concentrated${was}.`;
  },
  ko(facts) {
    const { now, before, mark, rise, months, smooth } = of(facts, 'ko');
    const { frequency } = facts.evidence;
    const median = smooth === 1 ? '' : `(최근 ${smooth}개 값의 중앙값)`;
    const head =
      `${withParticle(nameIn('ko', facts.evidence), '은', '는')} ` +
      `${formatPeriodIn('ko', frequency, facts.to.period)} ${now}${median}입니다.`;
    if (rise !== undefined) return `${head} ${months} 전의 ${before}보다 ${rise} 높아졌습니다.`;
    const was = before === undefined ? '' : ` ${months} 전에는 ${before}였습니다.`;
    return `${head} 집중으로 보는 기준 ${mark} 이상입니다.${was}`;
  },
  ja(facts) {
    const { now, before, mark, rise, months, smooth } = of(facts, 'ja');
    const { frequency } = facts.evidence;
    const median = smooth === 1 ? '' : `(直近${smooth}個の値の中央値)`;
    const head = `${nameIn('ja', facts.evidence)}は${formatPeriodIn('ja', frequency, facts.to.period)}に${now}${median}です。`;
    if (rise !== undefined) return `${head}${months}前の${before}より${rise}高まりました。`;
    const was = before === undefined ? '' : `${months}前は${before}でした。`;
    return `${head}集中とみなす基準${mark}以上です。${was}`;
  },
};

function of({ evidence, details }: Facts, language: Language) {
  const { unit, frequency, parameters } = evidence;
  const { value = 0, before = Number.NaN, isRise = 0, mark = 0 } = details;
  const quantity = (number: number) => formatQuantity(number, unit, language);
  const isKnown = !Number.isNaN(before);
  return {
    now: quantity(value),
    before: isKnown ? quantity(before) : undefined,
    mark: quantity(mark),
    /** By how much it has risen, where that is what counts. Of per cent these are points. */
    rise: isRise === 1 && isKnown ? points(value - before, unit, language) : undefined,
    months: formatChanges(language, frequency, Number(parameters.span)),
    smooth: Number(parameters.smooth),
  };
}

function points(number: number, unit: string, language: Language): string {
  if (unit !== '%') return formatQuantity(number, unit, language);
  const word = { en: ' percentage points', ko: '%포인트', ja: 'ポイント' }[language];
  return `${formatNumber(number)}${word}`;
}
