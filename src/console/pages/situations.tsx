import { withQuery } from '../api/client.ts';
import type { List, Situation } from '../api/types.ts';
import { useResource } from '../api/use-resource.ts';
import { useLocale, useTexts } from '../i18n/locale.ts';
import { situationTexts } from '../i18n/situations.ts';
import { Filters, LevelChoice, SectorChoice } from '../ui/filters.tsx';
import { useListLimit } from '../ui/list-foot.tsx';
import { LongList, useLongList } from '../ui/long-list.tsx';
import { Page } from '../ui/page.tsx';
import { useQuery } from '../ui/use-query.ts';
import { SituationRow } from './situations/row.tsx';
import { SITUATION_TOPICS } from './situations/topics.ts';

/** What several countries say of the same goods, the most urgent first. */
export function SituationsPage() {
  const t = useTexts(situationTexts);
  const { sector, level } = useQuery().query;
  const lang = useLocale();
  const limit = useListLimit();
  const path = withQuery('/situations', { sector, level, limit });
  const list = useLongList(useResource<List<Situation>>(path, SITUATION_TOPICS), sector, level);
  // A page of its own to print and to mail; the one that asks for it stays.
  const report = (
    <a
      class="button"
      href={`/api/v1${withQuery('/situation-report', { lang })}`}
      target="_blank"
      rel="noopener"
    >
      {t.report}
    </a>
  );
  return (
    <Page title={t.title} lead={t.lead} actions={report}>
      <Filters names={['level', 'sector']}>
        <LevelChoice label={t.level} />
        <SectorChoice label={t.sector} />
      </Filters>
      <section class="panel" aria-label={t.title}>
        <LongList
          list={list}
          empty={sector === undefined && level === undefined ? t.empty : t.noMatch}
          shown={t.shown}
        >
          {({ items }) => (
            <ul class="signal-list" data-rows>
              {items.map((situation) => (
                <SituationRow key={situation.id} situation={situation} />
              ))}
            </ul>
          )}
        </LongList>
      </section>
    </Page>
  );
}
