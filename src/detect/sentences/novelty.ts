import type { Language } from '../../domain/language.ts';
import { englishPeriodWith, formatPeriodIn, formatQuantity, formatScore, withParticle } from '../wording.ts';
import { type Facts, nameIn, type Sentence } from './facts.ts';

/**
 * For example: "Won per dollar (KRW_USD_DAILY/KR) was 1,204.5 KRW per USD on 19 March 2020, unlike all before: the nearest
 * earlier value was 1,181.2 KRW per USD on 12 March 2020, 7.4 times as far above the usual distance as one value in a
 * hundred is."
 */
export const noveltySentence: Sentence = {
  en(facts) {
    const { now, nearest, when, count, score } = of(facts, 'en');
    const { frequency } = facts.evidence;
    const date = englishPeriodWith(frequency, facts.to.period);
    const [is, value] =
      count === 0
        ? [`was ${now} ${date}`, 'value']
        : [
            `was ${now} on average over the ${count} values up to ${formatPeriodIn('en', frequency, facts.to.period)}`,
            'such mean',
          ];
    return (
      `${nameIn('en', facts.evidence)} ${is}, unlike all before: the nearest earlier ${value} was ${nearest} ` +
      `${englishPeriodWith(frequency, when)}, and the distance exceeds the usual one ${score} times as much as one ` +
      `in a hundred does.`
    );
  },
  ko(facts) {
    const { now, nearest, when, count, score } = of(facts, 'ko');
    const { frequency } = facts.evidence;
    const date = formatPeriodIn('ko', frequency, facts.to.period);
    const is = count === 0 ? `${date} ${now}` : `${date}까지 ${count}개 값의 평균이 ${now}`;
    return (
      `${withParticle(nameIn('ko', facts.evidence), '은', '는')} ${is}로, 이전에 없던 수준입니다. 가장 가까운 이전 ` +
      `${count === 0 ? '값' : '평균'}은 ${formatPeriodIn('ko', frequency, when)}의 ${nearest}이며, 통상 거리를 넘는 정도가 ` +
      `100개 중 1개에 해당하는 값의 ${score}배입니다.`
    );
  },
  ja(facts) {
    const { now, nearest, when, count, score } = of(facts, 'ja');
    const { frequency } = facts.evidence;
    const date = formatPeriodIn('ja', frequency, facts.to.period);
    const is = count === 0 ? `${date}に${now}` : `${date}までの${count}個の値の平均で${now}`;
    return (
      `${nameIn('ja', facts.evidence)}は${is}となり、過去に例のない水準です。最も近い過去の` +
      `${count === 0 ? '値' : '平均'}は${formatPeriodIn('ja', frequency, when)}の${nearest}で、通常の距離を超える度合いは` +
      `100個に1個の値の${score}倍です。`
    );
  },
};

function of({ evidence, details, step }: Facts, language: Language) {
  const { periods } = evidence.window;
  const { ofMean = 0, value = 0, nearest = 0, back = 0 } = details;
  return {
    now: formatQuantity(value, evidence.unit, language),
    nearest: formatQuantity(nearest, evidence.unit, language),
    when: periods[Math.max(0, periods.length - 1 - back)]!,
    /** 0: the value itself. */
    count: ofMean,
    score: formatScore(step.score),
  };
}
