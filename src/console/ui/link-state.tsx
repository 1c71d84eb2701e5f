import type { LinkState } from '../api/types.ts';
import { commonTexts } from '../i18n/common.ts';
import { useTexts } from '../i18n/locale.ts';

const SIGNS: Record<LinkState, string> = {
  up: 'M2 6.5 5 9.5 10 3',
  degraded: 'M6 2v4.6M6 9.2v.6',
  down: 'M3 3l6 6M9 3l-6 6',
  suspended: 'M4 3v6M8 3v6',
  unknown: 'M3 6h6',
};

/** The state of one direction of a link, by colour, sign and word. */
export function LinkStateBadge({ state }: { state: LinkState }) {
  const t = useTexts(commonTexts);
  return (
    <span class={`state state-${state}`}>
      <svg viewBox="0 0 12 12" aria-hidden="true">
        <path d={SIGNS[state]} fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" />
      </svg>
      {t.states[state]}
    </span>
  );
}
