import type { Action } from '../api/use-action.ts';
import { commonTexts } from '../i18n/common.ts';
import { useTexts } from '../i18n/locale.ts';

/** Why something was not done: what the node said, with the places in the input that it named. */
export function ActionError({ action }: { action: Action }) {
  const t = useTexts(commonTexts);
  const { error } = action;
  if (error === undefined) return null;
  return (
    <div class="failure" role="alert">
      <p>{error.code === 'unreachable' ? t.unreachable : t.refusedBecause(error.message)}</p>
      {error.issues.length > 0 && (
        <ul lang="en">
          {error.issues.map(({ path, message }) => (
            <li key={`${path} ${message}`}>
              <code>{path}</code> {message}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
