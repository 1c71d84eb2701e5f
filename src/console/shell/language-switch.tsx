import { useContext } from 'preact/hooks';
import { commonTexts } from '../i18n/common.ts';
import { LOCALE_NAMES, LOCALES, type Locale, LocaleContext, useTexts } from '../i18n/locale.ts';

export function LanguageSwitch() {
  const t = useTexts(commonTexts);
  const { locale, setLocale } = useContext(LocaleContext);
  return (
    <select
      class="language"
      aria-label={t.language}
      value={locale}
      onChange={(event) => setLocale(event.currentTarget.value as Locale)}
    >
      {LOCALES.map((each) => (
        <option key={each} value={each} lang={each}>
          {LOCALE_NAMES[each]}
        </option>
      ))}
    </select>
  );
}
