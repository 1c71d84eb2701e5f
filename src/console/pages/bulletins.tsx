import { withQuery } from '../api/client.ts';
import { useMay } from '../api/session.ts';
import type { Bulletin } from '../api/types.ts';
import { bulletinsTexts } from '../i18n/bulletins.ts';
import { commonTexts } from '../i18n/common.ts';
import { type Texts, useTexts } from '../i18n/locale.ts';
import { Loaded } from '../ui/loaded.tsx';
import { Page } from '../ui/page.tsx';
import { type Query, useQuery } from '../ui/use-query.ts';
import { BulletinFilters, FILTERS, type Source, sourceOf } from './bulletins/filters.tsx';
import { RefusedNotice } from './bulletins/refused-notice.tsx';
import { BulletinRow } from './bulletins/row.tsx';
import { SourceTabs } from './bulletins/source-tabs.tsx';
import { MOST_SHOWN, usePages } from './bulletins/use-pages.ts';

/** What this node drafts and issues, or what its peers sent; which of it stands in the address. */
export function BulletinsPage() {
  const t = useTexts(bulletinsTexts);
  const common = useTexts(commonTexts);
  const mayDraft = useMay('draft');
  const { query } = useQuery();
  const from = sourceOf(query);
  const list = usePages<Bulletin>(listPath(from, query), ['bulletins', 'peers', 'clock']);
  return (
    <Page
      title={t.title}
      lead={t.lead}
      actions={
        mayDraft && (
          <a class="button primary" href="/bulletins/new">
            {t.compose}
          </a>
        )
      }
    >
      <SourceTabs from={from} />
      {from === 'peers' && <RefusedNotice />}
      <BulletinFilters from={from} />
      <section class="panel bulletin-list" aria-label={from === 'own' ? t.own : t.peers}>
        <Loaded
          resource={list}
          rows={8}
          isEmpty={({ items }) => items.length === 0}
          empty={<p>{nothing(from, query, t)}</p>}
        >
          {({ items }) => (
            <ul data-rows>
              {items.map((bulletin) => (
                <BulletinRow key={bulletin.content.id} bulletin={bulletin} />
              ))}
            </ul>
          )}
        </Loaded>
        {list.more !== undefined && (
          <button type="button" onClick={list.more} disabled={list.loading}>
            {common.more}
          </button>
        )}
        {list.data?.items.length === MOST_SHOWN && <p class="soft">{t.tooMany}</p>}
      </section>
    </Page>
  );
}

function listPath(from: Source, query: Query['query']): string {
  const wanted = FILTERS[from].map((name) => [name, query[name]] as const);
  return withQuery('/bulletins', { from, ...Object.fromEntries(wanted) });
}

function nothing(from: Source, query: Query['query'], t: Texts<(typeof bulletinsTexts)['en']>): string {
  const set = FILTERS[from].filter((name) => query[name] !== undefined);
  if (set.length === 0) return from === 'own' ? t.noneOwn : t.nonePeers;
  return set.join() === 'unread' ? t.allRead : t.none;
}
