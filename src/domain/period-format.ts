import { EwsError } from './errors.ts';
import type { Frequency } from './indicator.ts';
import { formatPeriod, periodOrdinal } from './time.ts';

/** Gives a period in the node's one notation (domain/time.ts); `undefined` if the text is not of the format. */
export type PeriodReader = (text: string) => string | undefined;

type Part = 'year' | 'quarter' | 'month' | 'week' | 'day';
type Parts = Readonly<Partial<Record<Part, number>>>;

const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

const shortYear = (text: string) => Number(text) + (Number(text) < 70 ? 2000 : 1900);
const monthOfName = (text: string) => MONTHS.findIndex((name) => name.startsWith(text.toLowerCase())) + 1;

/** What each token reads. */
const TOKENS: Readonly<Record<string, readonly [Part, pattern: string, read: (text: string) => number]>> = {
  YYYY: ['year', '\\d{4}', Number],
  YY: ['year', '\\d{2}', shortYear],
  Q: ['quarter', '[1-4]', Number],
  MMMM: ['month', MONTHS.join('|'), monthOfName],
  MMM: ['month', MONTHS.map((name) => name.slice(0, 3)).join('|'), monthOfName],
  MM: ['month', '\\d{2}', Number],
  M: ['month', '\\d{1,2}', Number],
  WW: ['week', '\\d{2}', Number],
  W: ['week', '\\d{1,2}', Number],
  DD: ['day', '\\d{2}', Number],
  D: ['day', '\\d{1,2}', Number],
};

const PIECE = /'([^']*)'|(YYYY|YY|MMMM|MMM|MM|M|WW|W|DD|D|Q)|([^A-Za-z0-9'])|(.)/gsu;

/**
 * How a publisher writes periods, e.g. `YYYYMM`, `YYYY.MM`, `DD/MM/YYYY`, `MMM-YY`, `YYYY'Q'Q`, `YYYY년 M월`. Latin
 * letters that are meant literally stand in single quotes; names of months are English. With a frequency, the
 * period of that frequency in which the date lies: `2021-10-01` is `2021-10` of frequency M.
 * @throws EwsError `invalid_input`: not such a format
 */
export function periodReader(format: string, frequency?: Frequency): PeriodReader {
  const tokens: string[] = [];
  const refuse = (problem: string): never => {
    const known = Object.keys(TOKENS).join(', ');
    throw new EwsError('invalid_input', `"${format}": ${problem}. Parts are ${known}; quote other letters.`);
  };
  const pieces = [...format.matchAll(PIECE)].map(([, quoted, token, literal, other]) => {
    if (other !== undefined) return refuse(`"${other}" is no part of a period`);
    if (token === undefined) return RegExp.escape(quoted ?? literal ?? '');
    tokens.push(token);
    return `(${TOKENS[token]![1]})`;
  });
  const parts = tokens.map((token) => TOKENS[token]![0]);
  if (new Set(parts).size < parts.length) refuse('a part stands twice');
  if (!parts.includes('year')) refuse('the year is missing');
  if (parts.includes('day') && !parts.includes('month')) refuse('a day needs its month');
  const pattern = new RegExp(`^${pieces.join('')}$`, 'iu');
  return (text) => {
    const match = pattern.exec(text);
    if (match === null) return undefined;
    const read = tokens.map((token, index) => [TOKENS[token]![0], TOKENS[token]![2](match[index + 1]!)]);
    return toPeriod(Object.fromEntries(read), frequency);
  };
}

/** SDMX's notations of a period that this node knows by another one, or that need a look at their parts. */
const SDMX =
  /^(\d{4})(?:-(?:A1|Q([1-4])|M?(\d{2})(?:-(\d{2})(?:T00:00:00(?:\.0+)?Z?)?)?|W(\d{2})|D(\d{3})))?$/;

/**
 * Reads a period as SDMX writes it: `2021`, `2021-A1`, `2021-Q4`, `2021-10`, `2021-M10`, `2021-W41`, `2021-10-11`,
 * `2021-D284`, `2021-10-11T00:00:00`. Half-years, thirds and ranges are no periods of this node.
 */
export function sdmxPeriodReader(frequency?: Frequency): PeriodReader {
  return (text) => {
    const match = SDMX.exec(text);
    if (match === null) return undefined;
    const [year, quarter, month, day, week, dayOfYear] = match
      .slice(1)
      .map((part) => (part === undefined ? undefined : Number(part)));
    if (dayOfYear !== undefined) return toPeriod(dayInYear(year!, dayOfYear), frequency);
    const parts = { year, quarter, month, day, week };
    const given = Object.entries(parts).filter(([, part]) => part !== undefined);
    return toPeriod(Object.fromEntries(given), frequency);
  };
}

function dayInYear(year: number, dayOfYear: number): Parts {
  const date = new Date(Date.UTC(year, 0, dayOfYear));
  // Beyond the end of the year: no such day.
  if (dayOfYear === 0 || date.getUTCFullYear() !== year) return { year, month: 0 };
  return { year, month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** `undefined`: there is no such day, or the parts are too coarse for the frequency. */
function toPeriod(parts: Parts, frequency: Frequency = finest(parts)): string | undefined {
  const own = finest(parts);
  try {
    const ordinal = periodOrdinal(own, written(parts, own));
    const coarse = own === frequency ? ordinal : coarsened(own, ordinal, frequency);
    return coarse === undefined ? undefined : formatPeriod(frequency, coarse);
  } catch {
    return undefined;
  }
}

function finest({ day, week, month, quarter }: Parts): Frequency {
  if (day !== undefined) return 'D';
  if (week !== undefined) return 'W';
  if (month !== undefined) return 'M';
  return quarter === undefined ? 'A' : 'Q';
}

function written({ year = 0, quarter = 1, month = 1, week = 1, day = 1 }: Parts, own: Frequency): string {
  const two = (part: number) => String(part).padStart(2, '0');
  const start = String(year).padStart(4, '0');
  const rest = {
    A: '',
    Q: `-Q${quarter}`,
    M: `-${two(month)}`,
    W: `-W${two(week)}`,
    D: `-${two(month)}-${two(day)}`,
  };
  return start + rest[own];
}

function coarsened(own: Frequency, ordinal: number, frequency: Frequency): number | undefined {
  if (own === 'D') {
    // Weeks begin on Monday; see formatPeriod.
    if (frequency === 'W') return Math.floor((ordinal + 3) / 7);
    const month = periodOrdinal('M', formatPeriod('D', ordinal).slice(0, 7));
    return frequency === 'M' ? month : coarsened('M', month, frequency);
  }
  if (own === 'M' && frequency === 'Q') return Math.floor(ordinal / 3);
  if (own === 'M' && frequency === 'A') return Math.floor(ordinal / 12);
  if (own === 'Q' && frequency === 'A') return Math.floor(ordinal / 4);
  return undefined;
}
