import { useId } from 'preact/hooks';
import { commonTexts } from '../../../i18n/common.ts';
import { LOCALE_NAMES, LOCALES, useTexts } from '../../../i18n/locale.ts';
import type { Wrong } from './check.ts';
import type { TextsInput } from './text-input.ts';
import { WrongText, wrongProps } from './wrong-text.tsx';

/** One text in three languages, side by side, so that a translation is written beside what it translates. */
export function TextsField(props: {
  label: string;
  value: TextsInput;
  onChange: (value: TextsInput) => void;
  wrong: Wrong | undefined;
  rows?: number;
  optional?: boolean;
}) {
  const common = useTexts(commonTexts);
  const id = useId();
  const { label, value, onChange, wrong, rows = 1 } = props;
  return (
    <fieldset class="texts-field">
      <legend>
        {label} {props.optional === true && <small>({common.optional})</small>}
      </legend>
      <div class="three">
        {LOCALES.map((locale) => {
          const control = {
            id: `${id}-${locale}`,
            value: value[locale],
            lang: locale,
            maxLength: 20_000,
            onInput: (event: { currentTarget: { value: string } }) =>
              onChange({ ...value, [locale]: event.currentTarget.value }),
            ...wrongProps(id, wrong),
          };
          return (
            <label key={locale} for={`${id}-${locale}`}>
              <span lang={locale}>{LOCALE_NAMES[locale]}</span>
              {rows === 1 ? <input {...control} /> : <textarea rows={rows} {...control} />}
            </label>
          );
        })}
      </div>
      <WrongText id={id} wrong={wrong} />
    </fieldset>
  );
}
