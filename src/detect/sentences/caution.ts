import type { Language } from '../../domain/language.ts';
import { formatChanges, formatScore } from '../wording.ts';
import { scoreIn } from './channel.ts';
import type { Facts, Sentence } from './facts.ts';
import { movedIn } from './moved.ts';

/**
 * For example: "Urea price (UREA_PRICE/W.W) rose 213.4 % from 245.5 USD/t in October 2020 to 769.5 USD/t in October 2021;
 * score 4.1, where 2.9 is caution for this series. The change over 3 months is 4.4 and that over 12 months 6.0 times as wide
 * as usual, and changes spread more widely than usual by 1.9 standard errors."
 */
export const cautionSentence: Sentence = {
  en(facts) {
    const { short, year, volatility, spans } = membersOf(facts, 'en');
    return (
      `${movedIn('en', facts)}; ${scoreIn('en', facts)}. The change over ${spans[0]} is ${short} and that over ` +
      `${spans[1]} ${year} times as wide as usual, and changes spread more widely than usual by ` +
      `${volatility} standard errors.`
    );
  },
  ko(facts) {
    const { short, year, volatility, spans } = membersOf(facts, 'ko');
    return (
      `${movedIn('ko', facts)} ${scoreIn('ko', facts)}. ${spans[0]} 변동은 통상 폭의 ${short}배, ` +
      `${spans[1]} 변동은 ${year}배이며, 변동성은 통상보다 표준오차의 ${volatility}배만큼 큽니다.`
    );
  },
  ja(facts) {
    const { short, year, volatility, spans } = membersOf(facts, 'ja');
    return (
      `${movedIn('ja', facts)}${scoreIn('ja', facts)}。${spans[0]}の変化は通常の幅の${short}倍、` +
      `${spans[1]}の変化は${year}倍、変動の大きさは通常より標準誤差の${volatility}倍上回っています。`
    );
  },
};

function membersOf({ details, evidence }: Facts, language: Language) {
  const of = (name: string) => formatScore(details[name] ?? 0);
  return {
    short: of('change-3'),
    year: of('change-12'),
    volatility: of('volatility'),
    spans: [3, 12].map((changes) => formatChanges(language, evidence.frequency, changes)),
  };
}
