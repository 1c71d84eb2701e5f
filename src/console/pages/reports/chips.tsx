import type { Report } from '../../api/types.ts';
import { useTexts } from '../../i18n/locale.ts';
import { reportTexts } from '../../i18n/reports.ts';

const LOOKS: Record<Report['triage']['state'], string> = {
  new: 'chip-open',
  accepted: 'chip-force',
  dismissed: 'chip-quiet',
  duplicate: 'chip-quiet',
};

export function ReportStateChip({ state }: { state: Report['triage']['state'] }) {
  const { oneState } = useTexts(reportTexts);
  return <span class={`chip ${LOOKS[state]}`}>{oneState[state]}</span>;
}

/** Of an event its type, which says more than that it is one. */
export function ReportKindChip({ content: { kind, event } }: Pick<Report, 'content'>) {
  const t = useTexts(reportTexts);
  return <span class="chip chip-kind">{event === undefined ? t.kinds[kind] : t.eventTypes[event.type]}</span>;
}
