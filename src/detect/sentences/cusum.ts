import {
  englishPeriodWith,
  formatChanges,
  formatPeriodIn,
  formatQuantity,
  formatScore,
  type Language,
  verb,
  withParticle,
} from '../wording.ts';
import { amountOf, type Facts, type Moment, moveOf, nameIn, type Sentence } from './facts.ts';

/**
 * For example: "Urea price (UREA_PRICE/W.W) rose 58.2 % from 486.4 USD/t in May 2021 to 769.5 USD/t in
 * October 2021; the changes of these 5 months add up to 9.7 robust standard deviations above the usual."
 */
export const cusumSentence: Sentence = {
  en(facts) {
    const { evidence, step, from, to } = facts;
    const move = moveOf(facts);
    const amount = amountOf(facts, 'en');
    const moved =
      move === 'none'
        ? `went from ${moment(facts, from, 'en')} back to ${moment(facts, to, 'en')}`
        : `${verb('en', evidence.kind, move)} ${amount.endsWith('%') ? amount : `by ${amount}`} ` +
          `from ${moment(facts, from, 'en')} to ${moment(facts, to, 'en')}`;
    return (
      `${nameIn('en', evidence)} ${moved}; ${run(facts, 'en')} add up to ` +
      `${formatScore(step.score)} robust standard deviations ${step.side} the usual.`
    );
  },
  ko(facts) {
    const { evidence, step, from, to } = facts;
    const move = moveOf(facts);
    const before = formatPeriodIn('ko', evidence.frequency, from.period);
    const moved =
      move === 'none'
        ? `${withParticle(before, '과', '와')} 같은`
        : `${before}(${formatQuantity(from.value, evidence.unit, 'ko')})보다 ` +
          `${amountOf(facts, 'ko')} ${verb('ko', evidence.kind, move)}`;
    return (
      `${withParticle(nameIn('ko', evidence), '은', '는')} ` +
      `${formatPeriodIn('ko', evidence.frequency, to.period)} 현재 ${moved} ` +
      `${formatQuantity(to.value, evidence.unit, 'ko')}입니다. ${run(facts, 'ko')} 변동을 합하면 통상 수준보다 ` +
      `로버스트 표준편차의 ${formatScore(step.score)}배만큼 ${step.side === 'above' ? '높습니다' : '낮습니다'}.`
    );
  },
  ja(facts) {
    const { evidence, step, from, to } = facts;
    const move = moveOf(facts);
    const moved =
      move === 'none'
        ? `${moment(facts, from, 'ja')}から${moment(facts, to, 'ja')}へと元の水準に戻りました`
        : `${moment(facts, from, 'ja')}から${moment(facts, to, 'ja')}へ` +
          `${amountOf(facts, 'ja')}${verb('ja', evidence.kind, move)}しました`;
    return (
      `${nameIn('ja', evidence)}は${moved}。${run(facts, 'ja')}変動の累積は、通常の水準を` +
      `ロバスト標準偏差の${formatScore(step.score)}倍${step.side === 'above' ? '上回って' : '下回って'}います。`
    );
  },
};

function moment({ evidence }: Facts, { period, value }: Moment, language: 'en' | 'ja'): string {
  const when = formatPeriodIn(language, evidence.frequency, period);
  const quantity = formatQuantity(value, evidence.unit, language);
  return language === 'ja'
    ? `${when}の${quantity}`
    : `${quantity} ${englishPeriodWith(evidence.frequency, period)}`;
}

/** The changes that the sum goes over; days are counted where there is a value. */
function run({ evidence: { frequency }, step: { span } }: Facts, language: Language): string {
  const time = formatChanges(language, frequency, span);
  switch (language) {
    case 'en':
      return frequency === 'D'
        ? `the changes of these ${span} days with data`
        : `the changes of these ${time}`;
    case 'ko':
      return frequency === 'D' ? `관측일 ${span}일 동안의` : `이 ${time} 동안의`;
    case 'ja':
      return frequency === 'D' ? `この${span}観測日の` : `この${time}間の`;
  }
}
