import { useState } from 'preact/hooks';
import { send } from '../../api/client.ts';
import { useAction } from '../../api/use-action.ts';
import { commonTexts } from '../../i18n/common.ts';
import { useTexts } from '../../i18n/locale.ts';
import { signalTexts } from '../../i18n/signals.ts';
import { ActionError } from '../../ui/action-error.tsx';
import { Dialog } from '../../ui/dialog.tsx';

/** As long as the node takes it. */
const LONGEST_REASON = 2000;

export function DismissDialog(props: { id: string; onClose: () => void; onDismissed: () => void }) {
  const t = useTexts(signalTexts);
  const common = useTexts(commonTexts);
  const [reason, setReason] = useState('');
  const dismissing = useAction();
  const submit = async (event: Event) => {
    event.preventDefault();
    const done = await dismissing.run(() =>
      send('POST', `/signals/${props.id}/dismiss`, { reason: reason.trim() }),
    );
    if (done) props.onDismissed();
  };
  return (
    <Dialog title={t.dismissTitle} onClose={props.onClose}>
      <form class="form" onSubmit={submit}>
        <p>{t.dismissWhy}</p>
        <label>
          {t.reason}
          <textarea
            rows={4}
            required
            maxLength={LONGEST_REASON}
            value={reason}
            onInput={(event) => setReason(event.currentTarget.value)}
          />
        </label>
        <ActionError action={dismissing} />
        <div class="dialog-actions">
          <button type="button" onClick={props.onClose}>
            {common.cancel}
          </button>
          <button type="submit" class="danger" disabled={dismissing.busy || reason.trim() === ''}>
            {t.dismiss}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
