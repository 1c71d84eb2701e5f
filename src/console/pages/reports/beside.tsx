import type { List, Report, ReportBeside, SignalBeside } from '../../api/types.ts';
import { useResource } from '../../api/use-resource.ts';
import { useTexts } from '../../i18n/locale.ts';
import { reportTexts } from '../../i18n/reports.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SignalRow } from '../signals/signal-row.tsx';
import { ReportRow } from './row.tsx';

export function SimilarReports({ report }: { report: Report }) {
  const t = useTexts(reportTexts);
  const similar = useResource<List<Report>>(`/reports/${report.id}/similar`, ['reports']);
  return (
    <Panel title={t.similar}>
      <Loaded resource={similar} rows={2} isEmpty={({ items }) => items.length === 0} empty={t.noSimilar}>
        {({ items }) => (
          <ul class="signal-list">
            {items.map((each) => (
              <ReportRow key={each.id} report={each} />
            ))}
          </ul>
        )}
      </Loaded>
    </Panel>
  );
}

/** What was measured of the same, apart from what people say of it. */
export function SignalsBeside({ report }: { report: Report }) {
  const t = useTexts(reportTexts);
  const signals = useResource<List<SignalBeside>>(`/reports/${report.id}/signals`, ['reports', 'signals']);
  const isAccepted = report.triage.state === 'accepted';
  return (
    <Panel title={t.signals}>
      <p class="soft panel-lead">{isAccepted ? t.signalsLead : t.afterAccept}</p>
      {isAccepted && (
        <Loaded resource={signals} rows={2} isEmpty={({ items }) => items.length === 0} empty={t.noSignals}>
          {({ items }) => (
            <ul class="signal-list">
              {items.map(({ signal }) => (
                <SignalRow key={signal.id} signal={signal} list="series" />
              ))}
            </ul>
          )}
        </Loaded>
      )}
    </Panel>
  );
}

/** What people say of a signal, beside it. */
export function ReportsBeside({ signal }: { signal: string }) {
  const t = useTexts(reportTexts);
  const path = `/signals/${encodeURIComponent(signal)}/reports`;
  const reports = useResource<List<ReportBeside>>(path, ['reports', 'signals']);
  return (
    <Panel title={t.reportsBeside}>
      <p class="soft panel-lead">{t.reportsLead}</p>
      <Loaded resource={reports} rows={2} isEmpty={({ items }) => items.length === 0} empty={t.noReports}>
        {({ items }) => (
          <ul class="signal-list">
            {items.map(({ matchedBy, report }) => (
              <ReportRow key={report.id} report={report} mark={t.matched[matchedBy]} />
            ))}
          </ul>
        )}
      </Loaded>
    </Panel>
  );
}
