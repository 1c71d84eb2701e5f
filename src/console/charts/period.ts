import type { Frequency } from '../../domain/indicator.ts';
import { chartTexts } from '../i18n/charts.ts';
import { type Locale, useLocale, useTexts } from '../i18n/locale.ts';
import { periodStartSeconds } from './period-time.ts';

/** Writes a period as the language does: `Oct 2021`, `2021년 10월`, `2021年10月`. */
export function usePeriodText(frequency: Frequency): (period: string) => string {
  const locale = useLocale();
  const { week, quarter } = useTexts(chartTexts);
  return (period) => {
    const [year = '', part = ''] = period.split('-');
    const number = Number(part.replace(/\D/g, ''));
    if (frequency === 'W') return week(number, year);
    if (frequency === 'Q') return quarter(number, year);
    return calendar(locale, frequency).format(periodStartSeconds(frequency, period) * 1000);
  };
}

const SHAPES = {
  A: { year: 'numeric' },
  M: { year: 'numeric', month: 'short' },
  D: { year: 'numeric', month: 'short', day: 'numeric' },
} as const satisfies Partial<Record<Frequency, Intl.DateTimeFormatOptions>>;

const made = new Map<string, Intl.DateTimeFormat>();

/** Making one takes longer than using it a hundred times. */
function calendar(locale: Locale, frequency: keyof typeof SHAPES): Intl.DateTimeFormat {
  const key = `${locale} ${frequency}`;
  const known = made.get(key) ?? new Intl.DateTimeFormat(locale, { ...SHAPES[frequency], timeZone: 'UTC' });
  made.set(key, known);
  return known;
}
