import { bulletinEditorTexts } from '../../../i18n/bulletin-editor.ts';
import { bulletinWords } from '../../../i18n/bulletin-words.ts';
import { useTexts } from '../../../i18n/locale.ts';
import { Panel } from '../../../ui/panel.tsx';
import { IPEF_FIELDS } from '../ipef-fields.ts';
import type { Editing } from './editing.ts';
import { TextsField } from './texts-field.tsx';

export function WordsSection({ form, set, wrongs }: Editing) {
  const t = useTexts(bulletinEditorTexts);
  const { fields } = useTexts(bulletinWords);
  return (
    <Panel title={t.sections.words} actions={<span class="soft">{t.wordsLead}</span>}>
      <div class="form">
        <TextsField
          label={fields.headline}
          value={form.headline}
          onChange={(headline) => set({ headline })}
          wrong={wrongs.headline}
        />
        <TextsField
          label={fields.text}
          rows={8}
          value={form.text}
          onChange={(text) => set({ text })}
          wrong={wrongs.text}
        />
      </div>
    </Panel>
  );
}

export function IpefSection({ form, set, wrongs }: Editing) {
  const t = useTexts(bulletinEditorTexts);
  const { fields } = useTexts(bulletinWords);
  return (
    <Panel title={t.sections.ipef} actions={<span class="soft">{t.ipefLead}</span>}>
      <div class="form">
        {IPEF_FIELDS.map((field) => (
          <TextsField
            key={field}
            label={fields[field]}
            rows={2}
            value={form[field]}
            onChange={(text) => set({ [field]: text })}
            wrong={wrongs[field]}
          />
        ))}
      </div>
    </Panel>
  );
}
