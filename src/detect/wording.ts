import type { Frequency, IndicatorKind } from '../domain/indicator.ts';
import type { Language } from '../domain/language.ts';

/** They take long to make. */
const SIX_DIGITS = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 6 });
const TWO_DIGITS = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 2 });
const ONE_DECIMAL = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** Six significant digits at most, thousands parted: `1,290.5`. All three languages write numbers so. */
export function formatNumber(value: number): string {
  return SIX_DIGITS.format(value);
}

/** One decimal; below 1 two significant digits: `34.1`, `0.042`. */
export function formatPercent(percent: number): string {
  return (percent >= 1 ? ONE_DECIMAL : TWO_DIGITS).format(percent);
}

export function formatScore(score: number): string {
  return score.toFixed(1);
}

/** `769.5 USD/t`; a unit that does not read on from the number stands in brackets: `98.2 (2017=100)`. */
export function formatQuantity(value: number, unit: string, language: Language): string {
  const number = formatNumber(value);
  if (/[=,]/.test(unit)) return language === 'en' ? `${number} (${unit})` : `${number}(${unit})`;
  if (unit === '%' && language !== 'en') return `${number}%`;
  return `${number} ${unit}`;
}

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);

/** A period in words: `October 2021`, `2021년 10월`, `2021年10月`. */
export function formatPeriodIn(language: Language, frequency: Frequency, period: string): string {
  const [year, part = '', day = ''] = period.split('-');
  const number = Number(part.replace(/\D/g, ''));
  const words: Record<Frequency, Record<Language, string>> = {
    A: { en: `${year}`, ko: `${year}년`, ja: `${year}年` },
    Q: { en: `Q${number} ${year}`, ko: `${year}년 ${number}분기`, ja: `${year}年第${number}四半期` },
    M: { en: `${MONTHS[number - 1]} ${year}`, ko: `${year}년 ${number}월`, ja: `${year}年${number}月` },
    W: { en: `week ${number} of ${year}`, ko: `${year}년 ${number}주차`, ja: `${year}年第${number}週` },
    D: {
      en: `${Number(day)} ${MONTHS[number - 1]} ${year}`,
      ko: `${year}년 ${number}월 ${Number(day)}일`,
      ja: `${year}年${number}月${Number(day)}日`,
    },
  };
  return words[frequency][language];
}

/** "in" what a period is: `in October 2021`, but `on 11 October 2021`. */
export function englishPeriodWith(frequency: Frequency, period: string): string {
  return `${frequency === 'D' ? 'on' : 'in'} ${formatPeriodIn('en', frequency, period)}`;
}

const PER_YEAR: Record<Frequency, number> = { A: 1, Q: 4, M: 12, W: 52, D: 260 };

/** Adjectives of a change from one period to the next. */
export const PERIODIC: Record<Frequency, Record<Language, string>> = {
  A: { en: 'yearly', ko: '연간', ja: '年次' },
  Q: { en: 'quarterly', ko: '분기', ja: '四半期' },
  M: { en: 'monthly', ko: '월간', ja: '月次' },
  W: { en: 'weekly', ko: '주간', ja: '週次' },
  D: { en: 'daily', ko: '일간', ja: '日次' },
};

/** The time that a number of changes spans: `5 years`, `43 months`, `5년`, `43か月`. */
export function formatSpan(language: Language, frequency: Frequency, changes: number): string {
  const years = changes / PER_YEAR[frequency];
  if (Number.isInteger(years)) {
    return { en: years === 1 ? 'year' : `${years} years`, ko: `${years}년`, ja: `${years}年` }[language];
  }
  return formatChanges(language, frequency, changes);
}

/** A number of periods: `5 months`, `5개월`, `5か月`. */
export function formatChanges(language: Language, frequency: Frequency, changes: number): string {
  const unit: Record<Frequency, Record<Language, string>> = {
    A: { en: 'year', ko: '년', ja: '年' },
    Q: { en: 'quarter', ko: '개 분기', ja: '四半期' },
    M: { en: 'month', ko: '개월', ja: 'か月' },
    W: { en: 'week', ko: '주', ja: '週' },
    D: { en: 'day', ko: '일', ja: '日' },
  };
  const word = unit[frequency][language];
  return language === 'en' ? `${changes} ${word}${changes === 1 ? '' : 's'}` : `${changes}${word}`;
}

type Move = 'up' | 'down';

/** What a series of a kind does: past tense (en), participle (ko), noun that takes する (ja). */
export function verb(language: Language, kind: IndicatorKind, move: Move): string {
  return VERBS[GROUP[kind]][language][move === 'up' ? 0 : 1];
}

const GROUP: Record<IndicatorKind, 'price' | 'amount' | 'time' | 'measure'> = {
  price: 'price',
  fx: 'price',
  volume: 'amount',
  output: 'amount',
  stock: 'amount',
  count: 'amount',
  'lead-time': 'time',
  share: 'measure',
  index: 'measure',
};

const VERBS: Record<'price' | 'amount' | 'time' | 'measure', Record<Language, readonly [string, string]>> = {
  price: { en: ['rose', 'fell'], ko: ['오른', '내린'], ja: ['上昇', '下落'] },
  amount: { en: ['rose', 'fell'], ko: ['늘어난', '줄어든'], ja: ['増加', '減少'] },
  time: { en: ['lengthened', 'shortened'], ko: ['길어진', '짧아진'], ja: ['長期化', '短縮'] },
  measure: { en: ['rose', 'fell'], ko: ['상승한', '하락한'], ja: ['上昇', '低下'] },
};

/** Digits whose Korean reading ends in a consonant: 영 일 삼 육 칠 팔. */
const CLOSED_DIGITS = '013678';

/**
 * A Korean word with the particle that its last sound takes: `가격은`, `지수는`. A bracket at the end is not
 * read: `지수(GSCPI)는`. Where the letter does not tell the sound both forms stand: `PMI은(는)`.
 */
export function withParticle(word: string, closed: string, open: string): string {
  const last = word.replace(/(?:\s*\([^()]*\))+$/, '').at(-1) ?? '';
  const code = last.charCodeAt(0) - 0xac00;
  if (code >= 0 && code < 11_172) return word + (code % 28 === 0 ? open : closed);
  if (/[0-9]/.test(last)) return word + (CLOSED_DIGITS.includes(last) ? closed : open);
  return `${word}${closed}(${open})`;
}
