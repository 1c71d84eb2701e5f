import type uPlot from 'uplot';
import type { Locale } from '../i18n/locale.ts';

const DAY = 86_400;

/** Labels of the time axis in the page's language; the year stands below where it begins. */
export function timeLabels(locale: Locale): uPlot.Axis.DynamicValues {
  const form = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' });
  const year = form({ year: 'numeric' });
  const month = form({ month: 'short' });
  const day = form({ month: 'short', day: 'numeric' });
  return (_plot, splits, _axis, _space, step) => {
    const date = (seconds: number) => new Date(seconds * 1000);
    if (step >= 360 * DAY) return splits.map((seconds) => year.format(date(seconds)));
    const fine = step >= 28 * DAY ? month : day;
    return splits.map((seconds, index) => {
      const before = splits[index - 1];
      const turns = before === undefined || date(before).getUTCFullYear() !== date(seconds).getUTCFullYear();
      return turns
        ? `${fine.format(date(seconds))}\n${year.format(date(seconds))}`
        : fine.format(date(seconds));
    });
  };
}

/** Labels of the value axis, all with as many decimals as the step between them needs. */
export function valueLabels(locale: Locale): uPlot.Axis.DynamicValues {
  return (_plot, splits, _axis, _space, step) => {
    const decimals = step >= 1 ? 0 : Math.min(8, Math.ceil(-Math.log10(step) + 1e-9));
    const form = new Intl.NumberFormat(locale, { maximumFractionDigits: decimals });
    return splits.map((value) => form.format(value));
  };
}

const DIGIT_WIDTH = 7.2;

/** As wide as the longest label needs. */
export function valueAxisSize(_plot: uPlot, labels: string[] | null): number {
  const longest = Math.max(3, ...(labels ?? []).map((label) => label?.length ?? 0));
  return Math.round(longest * DIGIT_WIDTH + 18);
}
