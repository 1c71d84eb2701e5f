import { send } from '../../api/client.ts';
import type { Source } from '../../api/types.ts';
import { useAction } from '../../api/use-action.ts';
import { useTexts } from '../../i18n/locale.ts';
import { sourceTexts } from '../../i18n/sources.ts';
import { ActionError } from '../../ui/action-error.tsx';

/** Has a source fetched at once; what comes of it shows in its row. */
export function FetchNow({ source, changed }: { source: Source; changed: () => void }) {
  const t = useTexts(sourceTexts);
  const fetching = useAction();
  const fetchNow = async () => {
    if (await fetching.run(() => send('POST', `/sources/${source.name}/fetch`))) changed();
  };
  return (
    <>
      <button
        type="button"
        aria-label={`${t.fetch}: ${source.name}`}
        disabled={fetching.busy || source.activity !== 'idle'}
        onClick={fetchNow}
      >
        {t.fetch}
      </button>
      <ActionError action={fetching} />
    </>
  );
}
