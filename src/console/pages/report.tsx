import { useRoute } from 'preact-iso';
import type { ReportDetail } from '../api/types.ts';
import { useResource } from '../api/use-resource.ts';
import { useLocale, useTexts } from '../i18n/locale.ts';
import { reportTexts } from '../i18n/reports.ts';
import { Loaded } from '../ui/loaded.tsx';
import { chooseText, Localised } from '../ui/localised.tsx';
import { Page } from '../ui/page.tsx';
import { Panel } from '../ui/panel.tsx';
import { useQuery } from '../ui/use-query.ts';
import { SignalsBeside, SimilarReports } from './reports/beside.tsx';
import { ReportKindChip } from './reports/chips.tsx';
import { ReportFacts } from './reports/facts.tsx';
import { TriageActs } from './reports/triage.tsx';
import { EffectsPanel } from './supply-map/effects-panel.tsx';

/** One report: what it says, what else is known of the same, and what an analyst makes of it. */
export function ReportPage() {
  const id = useRoute().params.id ?? '';
  const t = useTexts(reportTexts);
  const locale = useLocale();
  const { query } = useQuery();
  const report = useResource<ReportDetail>(`/reports/${encodeURIComponent(id)}`, ['reports']);
  const { data } = report;
  const item = data?.content.item;
  const name = item === undefined ? t.title : chooseText(item, locale).text;
  return (
    <Page
      key={id}
      title={name}
      heading={
        data !== undefined && (
          <span class="signal-heading">
            <ReportKindChip content={data.content} />{' '}
            {item === undefined ? t.title : <Localised text={item} />}
          </span>
        )
      }
      lead={
        data !== undefined && (
          <div class="signal-sentence">
            <Localised text={data.content.text} as="p" />
          </div>
        )
      }
      actions={data === undefined ? undefined : <TriageActs report={data} />}
    >
      {query.already !== undefined && (
        <p class="notice" role="status">
          {t.already}
        </p>
      )}
      <Loaded resource={report} rows={8}>
        {(shown) => (
          <>
            <div class="columns">
              <div class="stack">
                <SimilarReports report={shown} />
                <SignalsBeside report={shown} />
              </div>
              <Panel title={t.facts} actions={<a href="/reports">{t.all}</a>}>
                <ReportFacts report={shown} />
              </Panel>
            </div>
            <EffectsPanel path={`/reports/${encodeURIComponent(id)}`} />
          </>
        )}
      </Loaded>
    </Page>
  );
}
