import type { Language } from '../../domain/language.ts';
import { expectedRelease } from '../../domain/overdue.ts';
import { DAY_MS, formatInstant, parseInstant } from '../../domain/time.ts';
import { englishPeriodWith, formatPeriodIn, formatScore, withParticle } from '../wording.ts';
import { type Facts, nameIn, type Sentence } from './facts.ts';

/**
 * For example: "Urea price (UREA_PRICE/W.W) has no value after August 2021. The one for September 2021 was expected
 * on 6 October 2021 and is 17 days late, 2.4 times the 7 days that it may be."
 */
export const overdueSentence: Sentence = {
  en(facts) {
    const { last, next, expected, days, cadence, times } = silence(facts, 'en');
    return (
      `${nameIn('en', facts.evidence)} has no value after ${last}. The one for ${next} was expected ` +
      `${englishPeriodWith('D', expected)} and is ${days} days late, ${times} times the ${cadence} days that it may be.`
    );
  },
  ko(facts) {
    const { last, next, expected, days, cadence, times } = silence(facts, 'ko');
    return (
      `${withParticle(nameIn('ko', facts.evidence), '은', '는')} ${last} 이후의 값이 없습니다. ${next} 값은 ` +
      `${formatPeriodIn('ko', 'D', expected)}에 공표될 예정이었으나 ${days}일 지연되어, ` +
      `허용 기간 ${cadence}일의 ${times}배에 이릅니다.`
    );
  },
  ja(facts) {
    const { last, next, expected, days, cadence, times } = silence(facts, 'ja');
    return (
      `${nameIn('ja', facts.evidence)}は${last}より後の値がありません。${next}の値は` +
      `${formatPeriodIn('ja', 'D', expected)}に公表される予定でしたが${days}日遅れており、` +
      `許容期間${cadence}日の${times}倍に達しています。`
    );
  },
};

function silence({ evidence, step }: Facts, language: Language) {
  const { frequency, parameters } = evidence;
  const [lastPeriod, lag] = [String(parameters.lastPeriod), Number(parameters.publicationLagDays)];
  const { period, at } = expectedRelease({ frequency, publicationLagDays: lag }, lastPeriod);
  return {
    last: formatPeriodIn(language, frequency, lastPeriod),
    next: formatPeriodIn(language, frequency, period),
    /** As a day. */
    expected: formatInstant(at).slice(0, 10),
    days: Math.floor((parseInstant(String(parameters.judgedAt)) - at) / DAY_MS),
    cadence: Number(parameters.cadenceDays),
    times: formatScore(step.score),
  };
}
