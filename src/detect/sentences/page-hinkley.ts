import { formatScore } from '../wording.ts';
import type { Sentence } from './facts.ts';
import { changesOver, movedIn } from './moved.ts';

/**
 * For example: "Urea price (UREA_PRICE/W.W) rose 58.2 % from 486.4 USD/t in May 2021 to 769.5 USD/t in October 2021;
 * the changes of these 5 months exceed their own earlier mean by 18.3 robust standard deviations in all."
 */
export const pageHinkleySentence: Sentence = {
  en: (facts) =>
    `${movedIn('en', facts)}; ${changesOver(facts, 'en')} ` +
    `${facts.step.side === 'above' ? 'exceed' : 'fall short of'} their own earlier mean by ` +
    `${formatScore(facts.step.score)} robust standard deviations in all.`,
  ko: (facts) =>
    `${movedIn('ko', facts)} ${changesOver(facts, 'ko')} 변동은 그 이전 평균보다 모두 합하여 로버스트 표준편차의 ` +
    `${formatScore(facts.step.score)}배만큼 ${facts.step.side === 'above' ? '높습니다' : '낮습니다'}.`,
  ja: (facts) =>
    `${movedIn('ja', facts)}${changesOver(facts, 'ja')}変動は、それ以前の平均を合計でロバスト標準偏差の` +
    `${formatScore(facts.step.score)}倍${facts.step.side === 'above' ? '上回って' : '下回って'}います。`,
};
