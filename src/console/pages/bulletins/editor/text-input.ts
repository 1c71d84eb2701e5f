import type { LocalisedText } from '../../../api/types.ts';
import { LOCALES, type Locale } from '../../../i18n/locale.ts';

/** A text while it is written: every language has a field, most of them empty. */
export type TextsInput = Readonly<Record<Locale, string>>;

export const emptyTexts: TextsInput = { ko: '', en: '', ja: '' };

export function textsOf(text: LocalisedText | undefined): TextsInput {
  return { ko: text?.ko ?? '', en: text?.en ?? '', ja: text?.ja ?? '' };
}

/** What was written, without the languages that are blank; undefined: nothing. */
export function writtenText(input: TextsInput): LocalisedText | undefined {
  const written = LOCALES.filter((locale) => input[locale].trim() !== '');
  if (written.length === 0) return undefined;
  return Object.fromEntries(written.map((locale) => [locale, input[locale].trim()]));
}
