import type { ComponentChildren } from 'preact';
import type { Action } from '../../../api/use-action.ts';
import { bulletinActsTexts } from '../../../i18n/bulletin-acts.ts';
import { commonTexts } from '../../../i18n/common.ts';
import { useTexts } from '../../../i18n/locale.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { ActError } from './act-error.tsx';

/** Asks once before something that cannot be undone. */
export function Confirm(props: {
  title: string;
  confirm: string;
  danger?: boolean;
  disabled?: boolean;
  action: Action;
  onConfirm: () => void;
  onClose: () => void;
  children: ComponentChildren;
}) {
  const t = useTexts(bulletinActsTexts);
  const common = useTexts(commonTexts);
  const { action } = props;
  return (
    <Dialog title={props.title} onClose={props.onClose}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          props.onConfirm();
        }}
      >
        {props.children}
        <ActError action={action} />
        <div class="dialog-actions">
          <button type="button" onClick={props.onClose}>
            {common.cancel}
          </button>
          <button
            type="submit"
            class={props.danger ? 'danger' : 'primary'}
            disabled={action.busy || props.disabled}
          >
            {action.busy ? t.busy : props.confirm}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
