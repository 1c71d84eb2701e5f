import { Sector } from '../../domain/indicator.ts';
import { LEVELS } from '../../domain/level.ts';
import { withQuery } from '../api/client.ts';
import type { List, Situation } from '../api/types.ts';
import { useLasting } from '../api/use-lasting.ts';
import { useResource } from '../api/use-resource.ts';
import { commonTexts } from '../i18n/common.ts';
import { useLocale, useTexts } from '../i18n/locale.ts';
import { situationTexts } from '../i18n/situations.ts';
import { Choice, Filters } from '../ui/filters.tsx';
import { ListFoot, useListLimit } from '../ui/list-foot.tsx';
import { Loaded } from '../ui/loaded.tsx';
import { Page } from '../ui/page.tsx';
import { useQuery } from '../ui/use-query.ts';
import { SituationRow } from './situations/row.tsx';
import { SITUATION_TOPICS } from './situations/topics.ts';

/** What several countries say of the same goods, the most urgent first. */
export function SituationsPage() {
  const t = useTexts(situationTexts);
  const common = useTexts(commonTexts);
  const { sector, level } = useQuery().query;
  const lang = useLocale();
  const limit = useListLimit();
  const asked = useResource<List<Situation>>(
    withQuery('/situations', { sector, level, limit }),
    SITUATION_TOPICS,
  );
  // A longer page of the same list replaces it only when it is there.
  const data = useLasting(asked.data, JSON.stringify([sector, level]));
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
        <Choice label={t.level} name="level" options={LEVELS} text={(each) => common.levels[each]} />
        <Choice
          label={t.sector}
          name="sector"
          options={Sector.options}
          text={(each) => common.sectors[each]}
        />
      </Filters>
      <section class="panel" aria-label={t.title}>
        <Loaded
          resource={{ ...asked, data }}
          rows={6}
          isEmpty={({ items }) => items.length === 0}
          empty={sector === undefined && level === undefined ? t.empty : t.noMatch}
        >
          {({ items, next }) => (
            <>
              <ul class="signal-list" data-rows>
                {items.map((situation) => (
                  <SituationRow key={situation.id} situation={situation} />
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
    </Page>
  );
}
