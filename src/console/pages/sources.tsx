import type { List, Source } from '../api/types.ts';
import { useResource } from '../api/use-resource.ts';
import { useTexts } from '../i18n/locale.ts';
import { sourceTexts } from '../i18n/sources.ts';
import { Loaded } from '../ui/loaded.tsx';
import { Page } from '../ui/page.tsx';
import { SourceTable } from './sources/table.tsx';

/** Data that the node fetches by itself. */
export function SourcesPage() {
  const t = useTexts(sourceTexts);
  const sources = useResource<List<Source>>('/sources', ['sources']);
  return (
    <Page title={t.title} lead={t.lead}>
      <section class="panel" aria-label={t.title}>
        <Loaded resource={sources} rows={4} isEmpty={({ items }) => items.length === 0} empty={t.empty}>
          {({ items }) => <SourceTable sources={items} changed={sources.reload} />}
        </Loaded>
      </section>
    </Page>
  );
}
