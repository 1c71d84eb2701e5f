import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { send } from '../../../api/client.ts';
import { useMay } from '../../../api/session.ts';
import type { OwnBulletin } from '../../../api/types.ts';
import { useAction } from '../../../api/use-action.ts';
import { bulletinActsTexts } from '../../../i18n/bulletin-acts.ts';
import { useTexts } from '../../../i18n/locale.ts';
import { Panel } from '../../../ui/panel.tsx';
import { bulletinPath } from '../state.ts';
import { ActError } from './act-error.tsx';
import { CancelDialog } from './cancel-dialog.tsx';

/** A bulletin in force: only another one can replace it, or take it back. */
export function FollowUpActs({ id }: { id: string }) {
  const t = useTexts(bulletinActsTexts);
  const { route } = useLocation();
  const mayDraft = useMay('draft');
  const [cancelling, setCancelling] = useState(false);
  const updating = useAction();
  if (!mayDraft) return null;
  const update = () =>
    updating.run(async () => {
      const draft = await send<OwnBulletin>('POST', `${bulletinPath(id)}/updates`, { parts: {} });
      route(`/bulletins/${draft.content.id}/edit`);
    });
  return (
    <Panel title={t.next} class="next">
      <p>{t.followUps}</p>
      <p class="actions">
        <button type="button" disabled={updating.busy} onClick={update}>
          {t.update}
        </button>
        <button type="button" class="danger" onClick={() => setCancelling(true)}>
          {t.cancelIt}
        </button>
      </p>
      <ActError action={updating} />
      {cancelling && <CancelDialog id={id} onClose={() => setCancelling(false)} />}
    </Panel>
  );
}
