import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { send } from '../../../api/client.ts';
import type { OwnBulletin } from '../../../api/types.ts';
import { useAction } from '../../../api/use-action.ts';
import { EditorForm } from './editor-form.tsx';
import { type BulletinForm, changedFields, inputOf } from './form.ts';

/** Writing a new bulletin; it becomes a draft of this node when it is saved. */
export function WriteNew({ initial }: { initial: BulletinForm }) {
  const { route } = useLocation();
  const [start] = useState(initial);
  const [form, setForm] = useState(start);
  const saving = useAction();
  const save = () =>
    saving.run(async () => {
      const draft = await send<OwnBulletin>('POST', '/bulletins', inputOf(form));
      route(`/bulletins/${draft.content.id}`, true);
    });
  return (
    <EditorForm
      form={form}
      set={(change) => setForm((now) => ({ ...now, ...change }))}
      unsaved={changedFields(start, form).length > 0}
      saving={saving}
      onSave={save}
      back="/bulletins"
    />
  );
}
