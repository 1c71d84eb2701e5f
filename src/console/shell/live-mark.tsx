import { useEffect, useState } from 'preact/hooks';
import { type LiveState, onLiveState } from '../api/live.ts';
import { commonTexts } from '../i18n/common.ts';
import { useTexts } from '../i18n/locale.ts';

/** Whether what is shown follows the node: a page that does not must not look as if it did. */
export function LiveMark() {
  const t = useTexts(commonTexts);
  const [state, setState] = useState<LiveState>('connecting');
  useEffect(() => onLiveState(setState), []);
  return (
    <span class={`live live-${state}`} role="status">
      {t.live[state]}
    </span>
  );
}
