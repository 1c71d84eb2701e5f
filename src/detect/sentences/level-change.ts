import type { Language } from '../../domain/language.ts';
import { formatNumber, formatScore, formatSpan } from '../wording.ts';
import type { Facts, Sentence } from './facts.ts';
import { movedIn } from './moved.ts';

/**
 * For example: "Urea price (UREA_PRICE/W.W) rose 214.3 % from 244.8 USD/t in October 2020 to 769.5 USD/t in October 2021;
 * its changes over 3 months and over 1 year and its level against 2 years and against 5 years are on average 5.2 robust
 * standard deviations above the usual (2.1, 6.3, 5.9 and 6.5)."
 */
export const levelChangeSentence: Sentence = {
  en(facts) {
    const [short, long, near, far] = spansOf(facts, 'en');
    return (
      `${movedIn('en', facts)}; its changes over ${short} and over ${long} and its level against ${near} and against ` +
      `${far} are on average ${formatScore(facts.step.score)} robust standard deviations ${facts.step.side} the usual ` +
      `(${partsOf(facts).join(', ')}).`
    );
  },
  ko(facts) {
    const [short, long, near, far] = spansOf(facts, 'ko');
    return (
      `${movedIn('ko', facts)} ${short} 및 ${long}간의 변동과 지난 ${near} 및 ${far}간 대비 수준을 평균하면 통상보다 ` +
      `로버스트 표준편차의 ${formatScore(facts.step.score)}배만큼 ` +
      `${facts.step.side === 'above' ? '높습니다' : '낮습니다'}(${partsOf(facts).join(', ')}).`
    );
  },
  ja(facts) {
    const [short, long, near, far] = spansOf(facts, 'ja');
    return (
      `${movedIn('ja', facts)}${short}間と${long}間の変化、過去${near}間と${far}間に対する水準を平均すると、通常を` +
      `ロバスト標準偏差の${formatScore(facts.step.score)}倍` +
      `${facts.step.side === 'above' ? '上回って' : '下回って'}います(${partsOf(facts).join('、')})。`
    );
  },
};

function spansOf({ evidence: { parameters, frequency } }: Facts, language: Language): string[] {
  return [parameters.short, parameters.long, parameters.near, parameters.far].map((span) => {
    const text = formatSpan(language, frequency, Number(span));
    return text === 'year' ? '1 year' : text;
  });
}

/** The four deviations, each counted to the side that the score speaks of. */
function partsOf({ details, step }: Facts): string[] {
  const sign = step.side === 'below' ? -1 : 1;
  return [details.short, details.long, details.near, details.far].map((deviation) =>
    formatNumber(Math.round(sign * (deviation ?? 0) * 10) / 10 + 0),
  );
}
