import type { SignalSummary } from '../../api/types.ts';
import { useTexts } from '../../i18n/locale.ts';
import { signalTexts } from '../../i18n/signals.ts';

export function SignalStateChip({ state }: { state: SignalSummary['state'] }) {
  const { states } = useTexts(signalTexts);
  return <span class={`chip chip-${state}`}>{states[state]}</span>;
}
