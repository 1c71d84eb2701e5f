import { useState } from 'preact/hooks';
import { send } from '../../../api/client.ts';
import { bulletinActsTexts } from '../../../i18n/bulletin-acts.ts';
import { useTexts } from '../../../i18n/locale.ts';
import { bulletinPath } from '../state.ts';
import { Confirm } from './confirm.tsx';
import { useStep } from './use-step.ts';

/** Sending a bulletin in review back to its draft, with a reason. */
export function ReturnAct({ id, changed }: { id: string; changed: () => void }) {
  const t = useTexts(bulletinActsTexts);
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const returning = useStep(changed);
  const giveBack = async () => {
    const body = { reason: reason.trim() };
    if (await returning.run(() => send('POST', `${bulletinPath(id)}/return`, body))) setAsking(false);
  };
  return (
    <>
      <button type="button" onClick={() => setAsking(true)}>
        {t.returning}
      </button>
      {asking && (
        <Confirm
          title={t.returnTitle}
          confirm={t.returning}
          disabled={reason.trim() === ''}
          action={returning}
          onConfirm={giveBack}
          onClose={() => setAsking(false)}
        >
          <p>{t.returnText}</p>
          <label>
            {t.reason}
            <textarea
              rows={4}
              required
              maxLength={4000}
              value={reason}
              onInput={(event) => setReason(event.currentTarget.value)}
            />
          </label>
        </Confirm>
      )}
    </>
  );
}
