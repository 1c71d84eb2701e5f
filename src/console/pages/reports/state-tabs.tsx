import { useLocation } from 'preact-iso';
import { ReportState } from '../../../domain/report.ts';
import { withQuery } from '../../api/client.ts';
import type { ReportCounts } from '../../api/types.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/locale.ts';
import { reportTexts } from '../../i18n/reports.ts';

export function stateOf(text: string | undefined): ReportState {
  return ReportState.options.find((state) => state === text) ?? 'new';
}

/** The states, each of them an address. */
export function StateTabs({ state, counts }: { state: ReportState; counts: ReportCounts | undefined }) {
  const t = useTexts(reportTexts);
  const format = useFormat();
  const { path, query } = useLocation();
  return (
    <nav class="tabs" aria-label={t.state}>
      {ReportState.options.map((each) => (
        <a
          key={each}
          href={withQuery(path, { ...query, state: each, limit: undefined })}
          aria-current={each === state ? 'page' : undefined}
        >
          {t.states[each]}
          {counts !== undefined && <span class="tab-count">{format.number(counts[each], 6)}</span>}
        </a>
      ))}
    </nav>
  );
}
