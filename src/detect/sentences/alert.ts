import { formatScore } from '../wording.ts';
import { relatedIn, scoreIn } from './channel.ts';
import type { Facts, Sentence } from './facts.ts';
import { movedIn } from './moved.ts';

/**
 * For example: "Urea price (UREA_PRICE/W.W) rose 34.1 % from 573.8 USD/t in September 2021 to 769.5 USD/t in October 2021;
 * score 5.2, where 3.4 is alert for this series. In robust standard deviations the newest change is 4.0 from what was to be
 * expected, and the weighted means of the newest ones are 5.9 and 5.7."
 */
export const alertSentence: Sentence = {
  en(facts) {
    const [z, quick, steady] = membersOf(facts);
    return (
      `${movedIn('en', facts)}; ${scoreIn('en', facts)}. In robust standard deviations the newest change is ${z} ` +
      `from what was to be expected, and the weighted means of the newest ones are ${quick} and ${steady}.` +
      relatedIn('en', facts)
    );
  },
  ko(facts) {
    const [z, quick, steady] = membersOf(facts);
    return (
      `${movedIn('ko', facts)} ${scoreIn('ko', facts)}. 예상과의 차이는 로버스트 표준편차의 ${z}배, ` +
      `최근 변동의 가중평균은 ${quick}배와 ${steady}배입니다.${relatedIn('ko', facts)}`
    );
  },
  ja(facts) {
    const [z, quick, steady] = membersOf(facts);
    return (
      `${movedIn('ja', facts)}${scoreIn('ja', facts)}。予想との差はロバスト標準偏差の${z}倍、` +
      `直近の変化の加重平均は${quick}倍と${steady}倍です。${relatedIn('ja', facts)}`
    );
  },
};

/** What each member says, in robust standard deviations in the harmful direction. */
function membersOf({ details }: Facts): string[] {
  return ['z', 'ewma-5', 'ewma-2'].map((name) => formatScore(details[name] ?? 0));
}
