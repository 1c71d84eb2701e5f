import type { Frequency } from '../../domain/indicator.ts';
import type { Language } from '../../domain/language.ts';
import { periodOrdinal } from '../../domain/time.ts';
import {
  englishPeriodWith,
  formatPeriodIn,
  formatQuantity,
  formatScore,
  formatSpan,
  PERIODIC,
  verb,
  withParticle,
} from '../wording.ts';
import { amountOf, type Facts, moveOf, nameIn, type Sentence } from './facts.ts';

/**
 * For example: "Urea price (UREA_PRICE/W.W) rose 34.1 % to 769.5 USD/t in October 2021; 6.2 robust standard
 * deviations above its usual monthly change of the past 5 years."
 */
export const seasonalZSentence: Sentence = {
  en(facts) {
    const { evidence, from, to, step, usualChanges } = facts;
    const { frequency } = evidence;
    const since = isNext(facts) ? '' : ` since ${formatPeriodIn('en', frequency, from.period)}`;
    return (
      `${nameIn('en', evidence)} ${englishMove(facts)} ${englishPeriodWith(frequency, to.period)}${since}; ` +
      `${formatScore(step.score)} robust standard deviations ${step.side} its usual ` +
      `${PERIODIC[frequency].en} change of the past ${formatSpan('en', frequency, usualChanges)}.`
    );
  },
  ko(facts) {
    const { evidence, to, step, usualChanges } = facts;
    const { frequency } = evidence;
    return (
      `${withParticle(nameIn('ko', evidence), '은', '는')} ` +
      `${formatPeriodIn('ko', frequency, to.period)} ${koreanMove(facts)} ${quantity(facts, 'ko')}입니다. ` +
      `지난 ${formatSpan('ko', frequency, usualChanges)}간의 통상적인 ${PERIODIC[frequency].ko} 변동보다 ` +
      `로버스트 표준편차의 ${formatScore(step.score)}배만큼 ${step.side === 'above' ? '높습니다' : '낮습니다'}.`
    );
  },
  ja(facts) {
    const { evidence, to, step, usualChanges } = facts;
    const { frequency } = evidence;
    return (
      `${nameIn('ja', evidence)}は${formatPeriodIn('ja', frequency, to.period)}に${japaneseMove(facts)}。` +
      `過去${formatSpan('ja', frequency, usualChanges)}間の通常の${PERIODIC[frequency].ja}変動を、` +
      `ロバスト標準偏差の${formatScore(step.score)}倍${step.side === 'above' ? '上回って' : '下回って'}います。`
    );
  },
};

function englishMove(facts: Facts): string {
  const move = moveOf(facts);
  if (move === 'none') return `stayed at ${quantity(facts, 'en')}`;
  const amount = amountOf(facts, 'en');
  const by = amount.endsWith('%') ? amount : `by ${amount}`;
  return `${verb('en', facts.evidence.kind, move)} ${by} to ${quantity(facts, 'en')}`;
}

function koreanMove(facts: Facts): string {
  const move = moveOf(facts);
  const before = beforeIn('ko', facts);
  if (move === 'none') return `${withParticle(before, '과', '와')} 같은`;
  return `${before}보다 ${amountOf(facts, 'ko')} ${verb('ko', facts.evidence.kind, move)}`;
}

function japaneseMove(facts: Facts): string {
  const move = moveOf(facts);
  const [before, now] = [beforeIn('ja', facts), quantity(facts, 'ja')];
  if (move === 'none') return `${before}と同じ${now}でした`;
  return `${before}から${amountOf(facts, 'ja')}${verb('ja', facts.evidence.kind, move)}し、${now}となりました`;
}

const BEFORE: Record<Frequency, Record<'ko' | 'ja', string>> = {
  A: { ko: '전년', ja: '前年' },
  Q: { ko: '전 분기', ja: '前四半期' },
  M: { ko: '전월', ja: '前月' },
  W: { ko: '전주', ja: '前週' },
  D: { ko: '직전 관측일', ja: '直前の観測日' },
};

/** The period before, by its relation where it is the very next one, else by its date. */
function beforeIn(language: 'ko' | 'ja', facts: Facts): string {
  const { frequency } = facts.evidence;
  if (!isNext(facts)) return formatPeriodIn(language, frequency, facts.from.period);
  return BEFORE[frequency][language];
}

/** Whether no period is missing between the two points. Days have gaps by nature. */
function isNext({ evidence: { frequency }, from, to }: Facts): boolean {
  const distance = periodOrdinal(frequency, to.period) - periodOrdinal(frequency, from.period);
  return frequency === 'D' ? distance <= 4 : distance === 1;
}

function quantity({ evidence, to }: Facts, language: Language): string {
  return formatQuantity(to.value, evidence.unit, language);
}
