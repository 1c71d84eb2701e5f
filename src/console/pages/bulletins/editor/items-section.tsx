import { useId } from 'preact/hooks';
import { bulletinEditorTexts } from '../../../i18n/bulletin-editor.ts';
import { bulletinPageTexts } from '../../../i18n/bulletin-page.ts';
import { bulletinWords } from '../../../i18n/bulletin-words.ts';
import { useTexts } from '../../../i18n/locale.ts';
import { Panel } from '../../../ui/panel.tsx';
import type { Wrong } from './check.ts';
import type { Editing } from './editing.ts';
import { emptyItem, type ItemInput } from './form.ts';
import { TextsField } from './texts-field.tsx';
import { WrongText, wrongProps } from './wrong-text.tsx';

const MOST = 50;

/** What the warning is about: names, and the codes under which customs know it. */
export function ItemsSection({ form, set, wrongs }: Editing) {
  const t = useTexts(bulletinEditorTexts);
  const id = useId();
  const { items } = form;
  const replace = (at: number, ...by: ItemInput[]) => set({ items: items.toSpliced(at, 1, ...by) });
  return (
    <Panel title={t.sections.items}>
      <div class="form">
        {items.map((item, index) => (
          <ItemFields
            key={index}
            number={index + 1}
            item={item}
            onChange={(changed) => replace(index, changed)}
            onRemove={items.length > 1 ? () => replace(index) : undefined}
            nameWrong={wrongs[`items.${index}.name`]}
            codesWrong={wrongs[`items.${index}.hsCodes`]}
          />
        ))}
        <WrongText id={id} wrong={wrongs.items} />
        <p>
          <button
            type="button"
            disabled={items.length >= MOST}
            onClick={() => set({ items: [...items, emptyItem] })}
          >
            {t.addItem}
          </button>
        </p>
      </div>
    </Panel>
  );
}

function ItemFields(props: {
  number: number;
  item: ItemInput;
  onChange: (item: ItemInput) => void;
  onRemove: (() => void) | undefined;
  nameWrong: Wrong | undefined;
  codesWrong: Wrong | undefined;
}) {
  const t = useTexts(bulletinEditorTexts);
  const page = useTexts(bulletinPageTexts);
  const words = useTexts(bulletinWords);
  const id = useId();
  const { number, item, onChange, onRemove, nameWrong, codesWrong } = props;
  return (
    <fieldset class="item-fields">
      <legend class="hidden">{t.item(number)}</legend>
      <TextsField
        label={`${page.itemNames} ${number}`}
        value={item.name}
        onChange={(name) => onChange({ ...item, name })}
        wrong={nameWrong}
      />
      <div class="item-codes">
        <label>
          {words.fields.hsCodes}
          <input
            inputMode="numeric"
            value={item.hsCodes}
            placeholder="2804, 310210"
            title={t.hsHint}
            onInput={(event) => onChange({ ...item, hsCodes: event.currentTarget.value })}
            {...wrongProps(id, codesWrong)}
          />
          <WrongText id={id} wrong={codesWrong} />
        </label>
        {onRemove !== undefined && (
          <button type="button" class="plain" onClick={onRemove}>
            {t.removeItem(number)}
          </button>
        )}
      </div>
    </fieldset>
  );
}
