import { useState } from 'preact/hooks';
import { send } from '../../api/client.ts';
import { useAction } from '../../api/use-action.ts';
import { commonTexts } from '../../i18n/common.ts';
import { linksTexts } from '../../i18n/links.ts';
import { useTexts } from '../../i18n/locale.ts';
import { ActionError } from '../../ui/action-error.tsx';
import { Dialog } from '../../ui/dialog.tsx';

/** Enrols the node at an address, whose fingerprint came by another way. */
export function EnrolDialog(props: {
  ownFingerprint: string | undefined;
  onEnrolled: () => void;
  onClose: () => void;
}) {
  const t = useTexts(linksTexts);
  const common = useTexts(commonTexts);
  const enrolling = useAction();
  const [url, setUrl] = useState('');
  const [fingerprint, setFingerprint] = useState('');
  const submit = async (event: Event) => {
    event.preventDefault();
    const body = { url: url.trim(), fingerprint: fingerprint.trim() };
    if (await enrolling.run(() => send('POST', '/peers', body))) props.onEnrolled();
  };
  return (
    <Dialog title={t.enrol} onClose={props.onClose}>
      <form class="form" onSubmit={submit}>
        <p class="soft">{t.enrolLead}</p>
        <label>
          {t.url}
          <input
            type="url"
            required
            placeholder="https://jp.ews.example:8443"
            value={url}
            onInput={(event) => setUrl(event.currentTarget.value)}
          />
        </label>
        <label>
          {t.fingerprint}
          <input
            required
            spellcheck={false}
            autocomplete="off"
            value={fingerprint}
            onInput={(event) => setFingerprint(event.currentTarget.value)}
          />
        </label>
        {props.ownFingerprint !== undefined && (
          <p class="soft">
            {t.ownFingerprint}: <code>{props.ownFingerprint}</code>
          </p>
        )}
        <ActionError action={enrolling} />
        <div class="dialog-actions">
          <button type="button" onClick={props.onClose}>
            {common.cancel}
          </button>
          <button type="submit" class="primary" disabled={enrolling.busy}>
            {t.enrol}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
