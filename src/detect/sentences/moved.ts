import type { Language } from '../../domain/language.ts';
import {
  englishPeriodWith,
  formatChanges,
  formatPeriodIn,
  formatQuantity,
  verb,
  withParticle,
} from '../wording.ts';
import { amountOf, type Facts, type Moment, moveOf, nameIn } from './facts.ts';

/**
 * How a series went from the point that a score looks back to until the newest one: `Urea price (UREA_PRICE/W.W) rose
 * 58.2 % from 486.4 USD/t in May 2021 to 769.5 USD/t in October 2021`; a whole sentence in ko and ja.
 */
export function movedIn(language: Language, facts: Facts): string {
  return { en: movedInEnglish, ko: movedInKorean, ja: movedInJapanese }[language](facts);
}

function movedInEnglish(facts: Facts): string {
  const { evidence, from, to } = facts;
  const move = moveOf(facts);
  const [start, end] = [moment(facts, from, 'en'), moment(facts, to, 'en')];
  const name = nameIn('en', evidence);
  if (move === 'none') return `${name} went from ${start} back to ${end}`;
  const amount = amountOf(facts, 'en');
  const by = amount.endsWith('%') ? amount : `by ${amount}`;
  return `${name} ${verb('en', evidence.kind, move)} ${by} from ${start} to ${end}`;
}

function movedInKorean(facts: Facts): string {
  const { evidence, from, to } = facts;
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
    `${formatQuantity(to.value, evidence.unit, 'ko')}입니다.`
  );
}

function movedInJapanese(facts: Facts): string {
  const { evidence, from, to } = facts;
  const move = moveOf(facts);
  const [start, end] = [moment(facts, from, 'ja'), moment(facts, to, 'ja')];
  const moved =
    move === 'none'
      ? `${start}から${end}へと元の水準に戻りました`
      : `${start}から${end}へ${amountOf(facts, 'ja')}${verb('ja', evidence.kind, move)}しました`;
  return `${nameIn('ja', evidence)}は${moved}。`;
}

/** A value with its unit and period: `769.5 USD/t in October 2021`, `2021年10月の769.5 USD/t`. */
export function moment({ evidence }: Facts, { period, value }: Moment, language: 'en' | 'ja'): string {
  const when = formatPeriodIn(language, evidence.frequency, period);
  const quantity = formatQuantity(value, evidence.unit, language);
  return language === 'ja'
    ? `${when}の${quantity}`
    : `${quantity} ${englishPeriodWith(evidence.frequency, period)}`;
}

/** The changes that a score goes over; days are counted where there is a value. */
export function changesOver(facts: Facts, language: Language): string {
  const { frequency } = facts.evidence;
  const { span } = facts.step;
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
