import { bulletinEditorTexts } from '../../../i18n/bulletin-editor.ts';
import { useTexts } from '../../../i18n/locale.ts';
import { Dialog } from '../../../ui/dialog.tsx';

export function LeaveDialog({ leave, stay }: { leave: () => void; stay: () => void }) {
  const t = useTexts(bulletinEditorTexts);
  return (
    <Dialog title={t.leaveTitle} onClose={stay}>
      <p>{t.leaveText}</p>
      <div class="dialog-actions">
        <button type="button" class="danger" onClick={leave}>
          {t.leave}
        </button>
        <button type="button" class="primary" onClick={stay}>
          {t.stay}
        </button>
      </div>
    </Dialog>
  );
}
