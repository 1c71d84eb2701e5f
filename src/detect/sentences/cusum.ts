import { formatScore } from '../wording.ts';
import type { Sentence } from './facts.ts';
import { changesOver, movedIn } from './moved.ts';

/**
 * For example: "Urea price (UREA_PRICE/W.W) rose 58.2 % from 486.4 USD/t in May 2021 to 769.5 USD/t in
 * October 2021; the changes of these 5 months add up to 9.7 robust standard deviations above the usual."
 */
export const cusumSentence: Sentence = {
  en: (facts) =>
    `${movedIn('en', facts)}; ${changesOver(facts, 'en')} add up to ` +
    `${formatScore(facts.step.score)} robust standard deviations ${facts.step.side} the usual.`,
  ko: (facts) =>
    `${movedIn('ko', facts)} ${changesOver(facts, 'ko')} 변동을 합하면 통상 수준보다 로버스트 표준편차의 ` +
    `${formatScore(facts.step.score)}배만큼 ${facts.step.side === 'above' ? '높습니다' : '낮습니다'}.`,
  ja: (facts) =>
    `${movedIn('ja', facts)}${changesOver(facts, 'ja')}変動の累積は、通常の水準をロバスト標準偏差の` +
    `${formatScore(facts.step.score)}倍${facts.step.side === 'above' ? '上回って' : '下回って'}います。`,
};
