import { formatScore } from '../wording.ts';
import type { Sentence } from './facts.ts';
import { changesOver, movedIn } from './moved.ts';

/**
 * For example: "Urea price (UREA_PRICE/W.W) rose 58.2 % from 486.4 USD/t in May 2021 to 769.5 USD/t in October 2021;
 * the changes of these 5 months, the newest weighing most, lie 6.3 standard deviations above the usual on average."
 */
export const ewmaSentence: Sentence = {
  en: (facts) =>
    `${movedIn('en', facts)}; ${changesOver(facts, 'en')}, the newest weighing most, lie ` +
    `${formatScore(facts.step.score)} standard deviations ${facts.step.side} the usual on average.`,
  ko: (facts) =>
    `${movedIn('ko', facts)} ${changesOver(facts, 'ko')} 변동을 최근일수록 크게 가중한 평균은 통상 수준보다 표준편차의 ` +
    `${formatScore(facts.step.score)}배만큼 ${facts.step.side === 'above' ? '높습니다' : '낮습니다'}.`,
  ja: (facts) =>
    `${movedIn('ja', facts)}${changesOver(facts, 'ja')}変動を直近ほど重く見た加重平均は、通常の水準を標準偏差の` +
    `${formatScore(facts.step.score)}倍${facts.step.side === 'above' ? '上回って' : '下回って'}います。`,
};
