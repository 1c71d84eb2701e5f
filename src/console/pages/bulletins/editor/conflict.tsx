import { bulletinEditorTexts } from '../../../i18n/bulletin-editor.ts';
import { bulletinWords } from '../../../i18n/bulletin-words.ts';
import { useTexts } from '../../../i18n/locale.ts';
import { type BulletinForm, changedFields, type FormField } from './form.ts';

/** Two people wrote: what the other one changed, and what to do about it. Until then nothing is saved. */
export function Conflict(props: {
  base: BulletinForm;
  mine: BulletinForm;
  theirs: BulletinForm;
  onMerged: (form: BulletinForm) => void;
}) {
  const t = useTexts(bulletinEditorTexts);
  const { fields } = useTexts(bulletinWords);
  const { base, mine, theirs, onMerged } = props;
  const changedHere = changedFields(base, mine);
  const changedThere = changedFields(base, theirs);
  const both = changedThere.filter((field) => changedHere.includes(field));
  const there = changedThere.filter((field) => !changedHere.includes(field));
  const named = (list: readonly FormField[]) => list.map((field) => fields[field]).join(', ');
  return (
    <div class="failure" role="alert">
      <p>
        <strong>{t.conflictTitle}</strong>
      </p>
      <p>{t.conflictText}</p>
      {there.length > 0 && (
        <p>
          {t.conflictTheirs} {named(there)}
        </p>
      )}
      {both.length > 0 && (
        <p>
          {t.conflictBoth} <strong>{named(both)}</strong>
        </p>
      )}
      <p class="actions">
        <button type="button" onClick={() => onMerged(withFields(theirs, mine, changedHere))}>
          {t.keepMine}
        </button>
        <button type="button" onClick={() => onMerged(theirs)}>
          {t.takeTheirs}
        </button>
      </p>
    </div>
  );
}

function withFields(form: BulletinForm, from: BulletinForm, fields: readonly FormField[]): BulletinForm {
  return { ...form, ...Object.fromEntries(fields.map((field) => [field, from[field]])) };
}
