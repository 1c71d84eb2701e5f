import { type Locale, useLocale } from './locale.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Numbers and times as a language writes them. Times are in the browser's zone, and say which. */
export interface Format {
  number(value: number, digits?: number): string;
  date(instant: string): string;
  /** A day of the calendar, in no zone: `2021-10-11`. */
  day(day: string): string;
  dateTime(instant: string): string;
  time(instant: string): string;
  /** A span in its largest unit: `3 min`, `12 d`. */
  span(seconds: number): string;
  ms(milliseconds: number): string;
  /** By which part of the first the second is more or less: `+3.4%`; nothing where that says nothing. */
  change(from: number | undefined, to: number | undefined): string;
  country(code: string): string;
  /** A part of a whole: `97.7%`. */
  part(share: number): string;
}

export function useFormat(): Format {
  return formatOf(useLocale());
}

const made = new Map<Locale, Format>();

function formatOf(locale: Locale): Format {
  const known = made.get(locale);
  if (known !== undefined) return known;
  const format = makeFormat(locale);
  made.set(locale, format);
  return format;
}

function makeFormat(locale: Locale): Format {
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
  const dateTime = new Intl.DateTimeFormat(locale, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  });
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const percent = new Intl.NumberFormat(locale, {
    style: 'percent',
    signDisplay: 'exceptZero',
    maximumFractionDigits: 2,
  });
  const part = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' });
  const countries = new Intl.DisplayNames(locale, { type: 'region', fallback: 'code' });
  const unit = (value: number, name: string) =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short' }).format(value);
  return {
    number: (value, digits = 4) =>
      new Intl.NumberFormat(locale, { maximumSignificantDigits: digits }).format(value),
    date: (instant) => date.format(new Date(instant)),
    day: (text) => day.format(new Date(`${text}T00:00:00Z`)),
    change: (from, to) =>
      from === undefined || to === undefined || from === 0
        ? ''
        : percent.format((to - from) / Math.abs(from)),
    dateTime: (instant) => dateTime.format(new Date(instant)),
    time: (instant) => time.format(new Date(instant)),
    span(seconds) {
      const whole = Math.max(0, Math.round(seconds));
      if (whole < MINUTE) return unit(whole, 'second');
      if (whole < HOUR) return unit(Math.floor(whole / MINUTE), 'minute');
      if (whole < DAY) return unit(Math.floor(whole / HOUR), 'hour');
      return unit(Math.floor(whole / DAY), 'day');
    },
    ms: (milliseconds) => unit(Math.round(milliseconds), 'millisecond'),
    part: (share) => part.format(share),
    country: (code) => (/^[A-Z]{2}$/.test(code) ? (countries.of(code) ?? code) : code),
  };
}
