import type { ComponentChildren } from 'preact';
import { send } from '../api/client.ts';
import { useAction } from '../api/use-action.ts';
import { commonTexts } from '../i18n/common.ts';
import { useTexts } from '../i18n/locale.ts';
import { ActionError } from './action-error.tsx';
import { Dialog } from './dialog.tsx';

/** Asks what a judgement needs to be said, and sends it. */
export interface Judging {
  readonly title: string;
  readonly why: string;
  /** What the button says that does it. */
  readonly act: string;
  readonly path: string;
  readonly onClose: () => void;
  /** Absent: it is closed. */
  readonly onDone?: (() => void) | undefined;
}

export function JudgeDialog(
  props: Judging & {
    /** What is sent; absent: it is not complete. */
    body: object | undefined;
    children: ComponentChildren;
  },
) {
  const common = useTexts(commonTexts);
  const judging = useAction();
  const { onClose, onDone = onClose } = props;
  const submit = async (event: Event) => {
    event.preventDefault();
    if (await judging.run(() => send('POST', props.path, props.body))) onDone();
  };
  return (
    <Dialog title={props.title} onClose={onClose}>
      <form class="form" onSubmit={submit}>
        <p>{props.why}</p>
        {props.children}
        <ActionError action={judging} />
        <div class="dialog-actions">
          <button type="button" onClick={onClose}>
            {common.cancel}
          </button>
          <button type="submit" class="danger" disabled={judging.busy || props.body === undefined}>
            {props.act}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
