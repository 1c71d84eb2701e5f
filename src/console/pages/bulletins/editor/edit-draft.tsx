import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { send } from '../../../api/client.ts';
import type { OwnBulletin } from '../../../api/types.ts';
import { useAction } from '../../../api/use-action.ts';
import { bulletinEditorTexts } from '../../../i18n/bulletin-editor.ts';
import { useTexts } from '../../../i18n/locale.ts';
import { bulletinPath } from '../state.ts';
import { Conflict } from './conflict.tsx';
import { EditorForm } from './editor-form.tsx';
import { type BulletinForm, changedFields, formOf, partsOf } from './form.ts';

/**
 * Editing a draft. What is sent names the version that the editor started from; when somebody else saves one in
 * the meantime, that is shown, and what was written here stays.
 */
export function EditDraft({ latest, reload }: { latest: OwnBulletin; reload: () => void }) {
  const t = useTexts(bulletinEditorTexts);
  const { route } = useLocation();
  const [base, setBase] = useState(latest);
  const [form, setForm] = useState<BulletinForm>(() => formOf(latest.content));
  const saving = useAction();
  const { id } = latest.content;
  const before = formOf(base.content);
  const changed = changedFields(before, form);

  const save = async () => {
    if (changed.length === 0) return route(`/bulletins/${id}`);
    const body = { expected: base.digest, parts: partsOf(form, changed) };
    if (await saving.run(() => send('PATCH', bulletinPath(id), body))) route(`/bulletins/${id}`, true);
    else reload();
  };
  const settle = (merged: BulletinForm) => {
    setBase(latest);
    setForm(merged);
    saving.clear();
  };
  const conflict = latest.digest !== base.digest && !saving.busy;
  return (
    <>
      {latest.life.state === 'in-review' && <p class="notice">{t.voids}</p>}
      <EditorForm
        form={form}
        set={(change) => setForm((now) => ({ ...now, ...change }))}
        unsaved={changed.length > 0}
        saving={saving}
        onSave={save}
        back={`/bulletins/${id}`}
        blocked={
          conflict && <Conflict base={before} mine={form} theirs={formOf(latest.content)} onMerged={settle} />
        }
      />
    </>
  );
}
