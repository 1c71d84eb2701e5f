import { useState } from 'preact/hooks';
import type { Bulletin } from '../../api/types.ts';
import { bulletinPageTexts } from '../../i18n/bulletin-page.ts';
import { bulletinWords } from '../../i18n/bulletin-words.ts';
import { LOCALE_NAMES, LOCALES, type Locale, useLocale, useTexts } from '../../i18n/locale.ts';
import { chooseText } from '../../ui/localised.tsx';
import { Panel } from '../../ui/panel.tsx';
import { IPEF_FIELDS } from './ipef-fields.ts';

type Content = Bulletin['content'];

/** What the bulletin says, in the language shown if it has it; the others are one click away. */
export function TextPanel({ content }: { content: Content }) {
  const words = useTexts(bulletinWords);
  const locale = useLocale();
  const [chosen, setChosen] = useState<Locale>();
  const shown = chosen ?? locale;
  const inLanguage = chooseText(content.text, shown);
  return (
    <Panel
      title={words.fields.text}
      actions={<LanguageChoice content={content} shown={inLanguage.locale} choose={setChosen} />}
    >
      {chosen !== undefined && chosen !== locale && (
        <p class="prose prose-headline" lang={chooseText(content.headline, shown).locale}>
          {chooseText(content.headline, shown).text}
        </p>
      )}
      <p class="prose" lang={inLanguage.locale}>
        {inLanguage.text}
      </p>
      <dl class="ipef">
        {IPEF_FIELDS.map((field) => {
          const text = content[field];
          if (text === undefined) return null;
          const said = chooseText(text, shown);
          return (
            <div key={field}>
              <dt>{words.fields[field]}</dt>
              <dd class="prose" lang={said.locale}>
                {said.text}
              </dd>
            </div>
          );
        })}
      </dl>
    </Panel>
  );
}

function LanguageChoice(props: { content: Content; shown: Locale; choose: (locale: Locale) => void }) {
  const t = useTexts(bulletinPageTexts);
  const { text } = props.content;
  const present = LOCALES.filter((each) => text[each] !== undefined);
  if (present.length < 2) return null;
  return (
    <fieldset class="segmented">
      <legend class="hidden">{t.languages}</legend>
      {present.map((each) => (
        <label key={each} lang={each}>
          <input
            type="radio"
            name="text-language"
            checked={each === props.shown}
            onChange={() => props.choose(each)}
          />
          <span>{LOCALE_NAMES[each]}</span>
        </label>
      ))}
    </fieldset>
  );
}
