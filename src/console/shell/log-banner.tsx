import type { NodeInfo } from '../api/types.ts';
import { useTexts } from '../i18n/locale.ts';
import { logStateTexts } from '../i18n/log-state.ts';

/** Codes for which a node asks its peers by itself; all others wait for an operator. */
const RECOVERING = new Set(['fence_missing', 'fence_ahead', 'recovery_unfinished']);

/** Nothing while the log is ready: above every page why no bulletin can be issued here, and who has to act. */
export function LogBanner({ log }: { log: NodeInfo['log'] }) {
  const t = useTexts(logStateTexts);
  if (log.state === 'ready') return null;
  return (
    <div class="failure log-banner" role="alert">
      <p>
        <strong>{t.title}</strong>
      </p>
      <p>{RECOVERING.has(log.state) ? t.recovering : t.refused}</p>
      {log.reason !== undefined && (
        <p class="detail" lang="en">
          {log.reason}
        </p>
      )}
    </div>
  );
}
