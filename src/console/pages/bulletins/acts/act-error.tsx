import type { Action } from '../../../api/use-action.ts';
import { bulletinActsTexts } from '../../../i18n/bulletin-acts.ts';
import { useTexts } from '../../../i18n/locale.ts';
import { ActionError } from '../../../ui/action-error.tsx';

/** Why something was not done to a bulletin, in the language shown where the reason is one of the usual ones. */
export function ActError({ action }: { action: Action }) {
  const { refusals } = useTexts(bulletinActsTexts);
  const code = action.error?.code;
  if (code === undefined) return null;
  const known = code.startsWith('fence_') ? 'fence' : code;
  if (!(known in refusals)) return <ActionError action={action} />;
  return (
    <div class="failure" role="alert">
      <p>{refusals[known as keyof typeof refusals]}</p>
      <p class="detail" lang="en">
        {action.error?.message} <code>{code}</code>
      </p>
    </div>
  );
}
