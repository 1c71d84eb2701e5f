import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { send } from '../../../api/client.ts';
import type { OwnBulletin } from '../../../api/types.ts';
import { useAction } from '../../../api/use-action.ts';
import { bulletinActsTexts } from '../../../i18n/bulletin-acts.ts';
import { LOCALE_NAMES, LOCALES, useTexts } from '../../../i18n/locale.ts';
import { emptyTexts, type TextsInput, writtenText } from '../editor/text-input.ts';
import { bulletinPath } from '../state.ts';
import { Confirm } from './confirm.tsx';

/** Drafts what takes a bulletin back, with the reason as its text. */
export function CancelDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useTexts(bulletinActsTexts);
  const { route } = useLocation();
  const [reason, setReason] = useState<TextsInput>(emptyTexts);
  const cancelling = useAction();
  const written = writtenText(reason);
  const draft = () =>
    cancelling.run(async () => {
      const body = { reason: written };
      const made = await send<OwnBulletin>('POST', `${bulletinPath(id)}/cancellation`, body);
      route(`/bulletins/${made.content.id}`);
    });
  return (
    <Confirm
      title={t.cancelTitle}
      confirm={t.cancelDraft}
      danger
      disabled={written === undefined}
      action={cancelling}
      onConfirm={draft}
      onClose={onClose}
    >
      <p>{t.cancelText}</p>
      {LOCALES.map((locale) => (
        <label key={locale} lang={locale}>
          {LOCALE_NAMES[locale]}
          <textarea
            rows={3}
            maxLength={20_000}
            value={reason[locale]}
            onInput={(event) => setReason({ ...reason, [locale]: event.currentTarget.value })}
          />
        </label>
      ))}
    </Confirm>
  );
}
