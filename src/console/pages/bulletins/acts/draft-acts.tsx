import { useState } from 'preact/hooks';
import { send } from '../../../api/client.ts';
import { useMay } from '../../../api/session.ts';
import type { OwnBulletin } from '../../../api/types.ts';
import { bulletinActsTexts } from '../../../i18n/bulletin-acts.ts';
import { useTexts } from '../../../i18n/locale.ts';
import { Panel } from '../../../ui/panel.tsx';
import { bulletinPath } from '../state.ts';
import { ActError } from './act-error.tsx';
import { Confirm } from './confirm.tsx';
import { useStep } from './use-step.ts';

/** A draft: its analyst completes it, puts it forward, or gives it up. */
export function DraftActs({ bulletin, changed }: { bulletin: OwnBulletin; changed: () => void }) {
  const t = useTexts(bulletinActsTexts);
  const mayDraft = useMay('draft');
  const submitting = useStep(changed);
  const { id } = bulletin.content;
  if (!mayDraft) {
    return (
      <Panel title={t.next}>
        <p>{t.draftForOthers}</p>
      </Panel>
    );
  }
  const submit = () => send('POST', `${bulletinPath(id)}/submit`, { digest: bulletin.digest });
  return (
    <Panel title={t.next} class="next">
      <p>{t.submitLead}</p>
      <p class="actions">
        <button
          type="button"
          class="primary"
          disabled={submitting.busy}
          onClick={() => submitting.run(submit)}
        >
          {t.submit}
        </button>
        <a class="button" href={`/bulletins/${id}/edit`}>
          {t.edit}
        </a>
        <Withdraw id={id} changed={changed} />
      </p>
      <ActError action={submitting} />
    </Panel>
  );
}

function Withdraw({ id, changed }: { id: string; changed: () => void }) {
  const t = useTexts(bulletinActsTexts);
  const [asking, setAsking] = useState(false);
  const withdrawing = useStep(changed);
  const withdraw = async () => {
    if (await withdrawing.run(() => send('DELETE', bulletinPath(id)))) setAsking(false);
  };
  return (
    <>
      <button type="button" class="plain" onClick={() => setAsking(true)}>
        {t.withdraw}
      </button>
      {asking && (
        <Confirm
          title={t.withdrawTitle}
          confirm={t.withdraw}
          danger
          action={withdrawing}
          onConfirm={withdraw}
          onClose={() => setAsking(false)}
        >
          <p>{t.withdrawText}</p>
        </Confirm>
      )}
    </>
  );
}
