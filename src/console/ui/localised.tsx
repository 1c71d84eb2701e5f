import type { LocalisedText } from '../api/types.ts';
import { LOCALES, type Locale, useLocale } from '../i18n/locale.ts';

/** A text that people wrote, in the language shown if there is one, else in another, which is then marked. */
export function Localised({ text, as: Tag = 'span' }: { text: LocalisedText; as?: 'span' | 'p' | 'strong' }) {
  const chosen = chooseText(text, useLocale());
  return <Tag lang={chosen.locale}>{chosen.text}</Tag>;
}

/** English is what all three read, so it comes before the other two. */
export function chooseText(text: LocalisedText, wanted: Locale): { text: string; locale: Locale } {
  const locale =
    [wanted, 'en' as const, ...LOCALES].find((candidate) => text[candidate] !== undefined) ?? 'en';
  return { text: text[locale] ?? '', locale };
}
