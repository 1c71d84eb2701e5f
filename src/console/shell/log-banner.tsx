import type { Recovery } from '../api/types.ts';
import { useResource } from '../api/use-resource.ts';
import { useTexts } from '../i18n/locale.ts';
import { logStateTexts } from '../i18n/log-state.ts';

/** Why no bulletin can be issued here, and whether the node goes on by itself or waits for an operator. */
export function LogBanner() {
  const t = useTexts(logStateTexts);
  const recovery = useResource<Recovery>('/recovery', ['bulletins', 'peers']).data;
  if (recovery === undefined || recovery.state === 'ready') return null;
  return (
    <div class="failure log-banner" role="alert">
      <p>
        <strong>{t.title}</strong>
      </p>
      <p>{t[recovery.state]}</p>
      {recovery.reason !== undefined && (
        <p class="detail" lang="en">
          {recovery.reason}
        </p>
      )}
    </div>
  );
}
