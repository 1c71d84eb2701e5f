import { useId } from 'preact/hooks';
import { bulletinEditorTexts } from '../../../i18n/bulletin-editor.ts';
import { bulletinWords } from '../../../i18n/bulletin-words.ts';
import { commonTexts } from '../../../i18n/common.ts';
import { useTexts } from '../../../i18n/locale.ts';
import { Panel } from '../../../ui/panel.tsx';
import type { Wrong } from './check.ts';
import type { Editing } from './editing.ts';
import { WrongText, wrongProps } from './wrong-text.tsx';

/** From when, until when, and whom readers can ask. */
export function TimesSection({ form, set, wrongs }: Editing) {
  const t = useTexts(bulletinEditorTexts);
  const common = useTexts(commonTexts);
  const { fields } = useTexts(bulletinWords);
  const id = useId();
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return (
    <Panel title={t.sections.times} actions={<span class="soft">{t.zone(timeZone)}</span>}>
      <div class="fields">
        <TimeField
          label={`${fields.onset} (${common.optional})`}
          value={form.onset}
          onChange={(onset) => set({ onset })}
          wrong={wrongs.onset}
        />
        <TimeField
          label={fields.expires}
          value={form.expires}
          onChange={(expires) => set({ expires })}
          wrong={wrongs.expires}
        />
        <label class="wide">
          {fields.contact}
          <input
            maxLength={300}
            placeholder={t.contactHint}
            value={form.contact}
            onInput={(event) => set({ contact: event.currentTarget.value })}
            {...wrongProps(id, wrongs.contact)}
          />
          <WrongText id={id} wrong={wrongs.contact} />
        </label>
      </div>
    </Panel>
  );
}

function TimeField(props: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  wrong: Wrong | undefined;
}) {
  const id = useId();
  return (
    <label>
      {props.label}
      <input
        type="datetime-local"
        value={props.value}
        onInput={(event) => props.onChange(event.currentTarget.value)}
        {...wrongProps(id, props.wrong)}
      />
      <WrongText id={id} wrong={props.wrong} />
    </label>
  );
}
