import { ReportKind, SourceKind } from '../../domain/report.ts';
import { withQuery } from '../api/client.ts';
import { useMay } from '../api/session.ts';
import type { List, Report, ReportCounts } from '../api/types.ts';
import { useResource } from '../api/use-resource.ts';
import { useTexts } from '../i18n/locale.ts';
import { reportTexts } from '../i18n/reports.ts';
import { Choice, Filters, SearchField, SectorChoice } from '../ui/filters.tsx';
import { useListLimit } from '../ui/list-foot.tsx';
import { LongList, useLongList } from '../ui/long-list.tsx';
import { Page } from '../ui/page.tsx';
import { useQuery } from '../ui/use-query.ts';
import { ReportRow } from './reports/row.tsx';
import { StateTabs, stateOf } from './reports/state-tabs.tsx';

/** What people report, by what was made of it. */
export function ReportsPage() {
  const t = useTexts(reportTexts);
  const mayReport = useMay('report');
  const { query } = useQuery();
  const state = stateOf(query.state);
  const counts = useResource<ReportCounts>('/reports/counts', ['reports']);
  const write = mayReport && (
    <a class="button primary" href="/reports/new">
      {t.write}
    </a>
  );
  return (
    <Page title={t.title} lead={t.lead} actions={write}>
      <StateTabs state={state} counts={counts.data} />
      <ReportFilters />
      <ReportList />
    </Page>
  );
}

function ReportFilters() {
  const t = useTexts(reportTexts);
  return (
    <Filters names={['q', 'kind', 'sector', 'source']}>
      <SearchField label={t.search} placeholder={t.placeholder} />
      <Choice label={t.kind} name="kind" options={ReportKind.options} text={(each) => t.kinds[each]} />
      <SectorChoice label={t.sector} />
      <Choice
        label={t.source}
        name="source"
        options={SourceKind.options}
        text={(each) => t.sourceKinds[each]}
      />
    </Filters>
  );
}

function ReportList() {
  const t = useTexts(reportTexts);
  const { query } = useQuery();
  const { kind, sector, source, q } = query;
  const state = stateOf(query.state);
  const limit = useListLimit();
  const path = withQuery('/reports', { state, kind, sector, source, q, limit });
  const list = useLongList(useResource<List<Report>>(path, ['reports']), state, kind, sector, source, q);
  const isFiltered = [kind, sector, source, q].some((each) => each !== undefined);
  return (
    <section class="panel" aria-label={t.states[state]}>
      <p class="soft list-count">{t.about[state]}</p>
      <LongList list={list} empty={isFiltered ? t.noMatch : t.empty[state]} shown={t.shown}>
        {({ items }) => (
          <ul class="signal-list" data-rows>
            {items.map((report) => (
              <ReportRow key={report.id} report={report} />
            ))}
          </ul>
        )}
      </LongList>
    </section>
  );
}
