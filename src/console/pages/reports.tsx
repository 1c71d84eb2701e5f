import { Sector } from '../../domain/indicator.ts';
import { ReportKind, SourceKind } from '../../domain/report.ts';
import { withQuery } from '../api/client.ts';
import { useMay } from '../api/session.ts';
import type { List, Report, ReportCounts } from '../api/types.ts';
import { useLasting } from '../api/use-lasting.ts';
import { useResource } from '../api/use-resource.ts';
import { commonTexts } from '../i18n/common.ts';
import { useTexts } from '../i18n/locale.ts';
import { reportTexts } from '../i18n/reports.ts';
import { Choice, Filters, SearchField } from '../ui/filters.tsx';
import { ListFoot, useListLimit } from '../ui/list-foot.tsx';
import { Loaded } from '../ui/loaded.tsx';
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
  const common = useTexts(commonTexts);
  return (
    <Filters names={['q', 'kind', 'sector', 'source']}>
      <SearchField label={t.search} placeholder={t.placeholder} />
      <Choice label={t.kind} name="kind" options={ReportKind.options} text={(each) => t.kinds[each]} />
      <Choice label={t.sector} name="sector" options={Sector.options} text={(each) => common.sectors[each]} />
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
  const asked = useResource<List<Report>>(path, ['reports']);
  // A longer page of the same list replaces it only when it is there.
  const data = useLasting(asked.data, JSON.stringify([state, kind, sector, source, q]));
  const isFiltered = [kind, sector, source, q].some((each) => each !== undefined);
  return (
    <section class="panel" aria-label={t.states[state]}>
      <p class="soft list-count">{t.about[state]}</p>
      <Loaded
        resource={{ ...asked, data }}
        rows={6}
        isEmpty={({ items }) => items.length === 0}
        empty={isFiltered ? t.noMatch : t.empty[state]}
      >
        {({ items, next }) => (
          <>
            <ul class="signal-list" data-rows>
              {items.map((report) => (
                <ReportRow key={report.id} report={report} />
              ))}
            </ul>
            <ListFoot
              shown={t.shown(items.length, next !== undefined)}
              hasMore={next !== undefined}
              busy={asked.loading}
            />
          </>
        )}
      </Loaded>
    </section>
  );
}
