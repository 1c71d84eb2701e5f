import { Sector } from '../../../../domain/indicator.ts';
import { LEVELS } from '../../../../domain/level.ts';
import { bulletinEditorTexts } from '../../../i18n/bulletin-editor.ts';
import { bulletinWords } from '../../../i18n/bulletin-words.ts';
import { commonTexts } from '../../../i18n/common.ts';
import { useTexts } from '../../../i18n/locale.ts';
import { LevelBadge } from '../../../ui/level.tsx';
import { Panel } from '../../../ui/panel.tsx';
import type { Editing } from './editing.ts';
import { SelectField } from './select-field.tsx';

const STATUSES = ['actual', 'exercise', 'test'] as const;
const URGENCIES = ['immediate', 'expected', 'future', 'past', 'unknown'] as const;
const CERTAINTIES = ['observed', 'likely', 'possible', 'unlikely', 'unknown'] as const;

/** How grave, how soon, how certain, and of what. */
export function WarningSection({ form, set, wrongs }: Editing) {
  const t = useTexts(bulletinEditorTexts);
  const words = useTexts(bulletinWords);
  const common = useTexts(commonTexts);
  return (
    <Panel title={t.sections.warning}>
      <div class="form">
        <fieldset class="levels">
          <legend>{words.fields.level}</legend>
          {LEVELS.map((level) => (
            <label key={level}>
              <input
                type="radio"
                name="level"
                checked={form.level === level}
                onChange={() => set({ level })}
              />
              <LevelBadge level={level} />
            </label>
          ))}
        </fieldset>
        <div class="fields">
          <SelectField
            label={words.fields.sector}
            value={form.sector}
            options={Sector.options}
            text={(each) => common.sectors[each]}
            onChange={(sector) => set({ sector })}
            wrong={wrongs.sector}
            choose={t.choose}
          />
          <SelectField
            label={words.fields.urgency}
            value={form.urgency}
            options={URGENCIES}
            text={(each) => words.urgencies[each]}
            onChange={(urgency) => set({ urgency })}
            wrong={wrongs.urgency}
          />
          <SelectField
            label={words.fields.certainty}
            value={form.certainty}
            options={CERTAINTIES}
            text={(each) => words.certainties[each]}
            onChange={(certainty) => set({ certainty })}
            wrong={wrongs.certainty}
          />
          <SelectField
            label={words.fields.status}
            value={form.status}
            options={STATUSES}
            text={(each) => words.statuses[each]}
            onChange={(status) => set({ status })}
            wrong={wrongs.status}
          />
        </div>
      </div>
    </Panel>
  );
}
