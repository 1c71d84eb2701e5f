import { useMemo } from 'preact/hooks';
import { Frequency, Grade } from '../../domain/indicator.ts';
import type { IndicatorOverview, List } from '../api/types.ts';
import { useResource } from '../api/use-resource.ts';
import { commonTexts } from '../i18n/common.ts';
import { indicatorTexts } from '../i18n/indicators.ts';
import { useLocale, useTexts } from '../i18n/locale.ts';
import { Choice, Filters, SearchField, SectorChoice } from '../ui/filters.tsx';
import { Loaded } from '../ui/loaded.tsx';
import { Page } from '../ui/page.tsx';
import { useQuery } from '../ui/use-query.ts';
import { matchingIndicators } from './indicators/match.ts';
import { IndicatorTable } from './indicators/table.tsx';

/** The catalogue with what stands out in it, found by name, code and kind. */
export function IndicatorsPage() {
  const t = useTexts(indicatorTexts);
  const common = useTexts(commonTexts);
  const locale = useLocale();
  const { query } = useQuery();
  const { q, sector, grade, frequency } = query;
  const overview = useResource<List<IndicatorOverview>>('/indicators/overview', ['observations', 'signals']);
  const all = overview.data?.items;
  const found = useMemo(
    () => matchingIndicators(all ?? [], { q, sector, grade, frequency }, locale),
    [all, q, sector, grade, frequency, locale],
  );
  return (
    <Page title={t.title} lead={t.lead}>
      <Filters names={['q', 'sector', 'grade', 'frequency']}>
        <SearchField label={t.search} placeholder={t.placeholder} />
        <SectorChoice label={t.sector} />
        <Choice label={t.grade} name="grade" options={Grade.options} text={(each) => t.gradeEvery[each]} />
        <Choice
          label={t.frequency}
          name="frequency"
          options={Frequency.options}
          text={(each) => common.frequencies[each]}
        />
      </Filters>
      <section class="panel" aria-label={t.title}>
        <Loaded resource={overview} rows={8} isEmpty={({ items }) => items.length === 0} empty={t.empty}>
          {({ items }) => (
            <>
              <p class="soft list-count" role="status">
                {found.length === 0 ? t.noMatch : t.shown(found.length, items.length)}
              </p>
              {found.length > 0 && <IndicatorTable indicators={found} />}
            </>
          )}
        </Loaded>
      </section>
    </Page>
  );
}
