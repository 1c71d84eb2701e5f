import type { LocalisedText, Sector } from '../domain/indicator.ts';
import { LANGUAGES, type Language } from '../domain/language.ts';
import { LEVEL_NAMES, type Level, levelRank } from '../domain/level.ts';
import { SECTOR_NAMES } from '../domain/names.ts';
import { countryIn } from '../situation/words.ts';
import { type Html, html } from './html.ts';
import { TEXTS, type Texts } from './texts.ts';

/** Words, numbers and dates as a language writes them. Times are UTC, as the page says. */
export interface Say {
  readonly language: Language;
  readonly t: Texts;
  number(value: number): string;
  /** A day: `23 Nov 2026`. */
  day(instant: string): string;
  dateTime(instant: string): string;
  country(code: string): string;
  sector(sector: Sector): string;
  /** The level in words, and by marks that survive a black and white printer. */
  level(level: Level): Html;
  /** In the page's language where it is there, else in another, which is then named; cut where it is long. */
  text(text: LocalisedText | undefined, most?: number): Html;
}

/** A headline may have thousands of characters, a line of a table has not. */
const MOST_CHARACTERS = 240;

export function sayIn(language: Language): Say {
  const date = { year: 'numeric', month: 'short', day: 'numeric', timeZone: 'UTC' } as const;
  const day = new Intl.DateTimeFormat(language, date);
  const time = new Intl.DateTimeFormat(language, {
    ...date,
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  });
  const number = new Intl.NumberFormat(language, { maximumSignificantDigits: 5 });
  return {
    language,
    t: TEXTS[language],
    number: (value) => number.format(value),
    day: (instant) => day.format(new Date(instant)),
    dateTime: (instant) => time.format(new Date(instant)),
    country: (code) => countryIn(code, language),
    sector: (sector) => SECTOR_NAMES[language][sector],
    level: (level) => levelMark(level, LEVEL_NAMES[level][language]),
    text: (text, most = MOST_CHARACTERS) => localised(text, language, most),
  };
}

function levelMark(level: Level, name: string): Html {
  const marks = [0, 1, 2, 3].map((step) =>
    step <= levelRank(level) ? html`<i class="on"></i>` : html`<i></i>`,
  );
  return html`<span class="level ${level}"><span aria-hidden="true" class="marks">${marks}</span>${name}</span>`;
}

function localised(text: LocalisedText | undefined, language: Language, most: number): Html {
  const found = [language, ...LANGUAGES].find((each) => text?.[each] !== undefined);
  const words = cut((found && text?.[found]) ?? '', most);
  // Marked as what it is, since a screen reader, a hyphenation and a font go by it.
  return found === undefined || found === language
    ? html`${words}`
    : html`<span lang="${found}">${words}</span>`;
}

function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const characters = [...text.slice(0, 2 * most)];
  return characters.length <= most ? characters.join('') : `${characters.slice(0, most).join('')}…`;
}
