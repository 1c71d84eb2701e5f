import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

/** The languages of the agreement's parties. */
export const LOCALES = ['ko', 'en', 'ja'] as const;
export type Locale = (typeof LOCALES)[number];

/** Each language in itself, for the switch. */
export const LOCALE_NAMES: Record<Locale, string> = { ko: '한국어', en: 'English', ja: '日本語' };

const KEY = 'ews-locale';

/** What was chosen in this browser, else what it prefers, else English. */
export function initialLocale(): Locale {
  const wanted = [localStorage.getItem(KEY) ?? '', ...navigator.languages].map((tag) => tag.slice(0, 2));
  return wanted.find(isLocale) ?? 'en';
}

export function rememberLocale(locale: Locale): void {
  localStorage.setItem(KEY, locale);
}

function isLocale(tag: string): tag is Locale {
  return (LOCALES as readonly string[]).includes(tag);
}

export const LocaleContext = createContext<{
  readonly locale: Locale;
  readonly setLocale: (locale: Locale) => void;
}>({ locale: 'en', setLocale: () => undefined });

export function useLocale(): Locale {
  return useContext(LocaleContext).locale;
}

/** The same keys with texts in another language; a text with parameters is a function of them. */
export type Texts<T> = {
  readonly [Key in keyof T]: T[Key] extends string
    ? string
    : T[Key] extends (...parameters: infer Parameters) => string
      ? (...parameters: Parameters) => string
      : Texts<T[Key]>;
};

/** A section of the console's texts in all three languages; a missing key does not compile. */
export function translations<T>(en: T, ko: Texts<T>, ja: Texts<T>): Record<Locale, Texts<T>> {
  return { en: en as Texts<T>, ko, ja };
}

/** The texts of a section in the language that is shown. */
export function useTexts<T>(section: Record<Locale, Texts<T>>): Texts<T> {
  return section[useLocale()];
}

/** `one` or `many` for a count in English; the other two languages make no difference. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
