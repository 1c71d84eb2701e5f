import { withQuery } from '../../api/client.ts';
import { bulletinsTexts } from '../../i18n/bulletins.ts';
import { useTexts } from '../../i18n/locale.ts';
import { useQuery } from '../../ui/use-query.ts';
import type { Source } from './filters.tsx';

/** Own bulletins or those of peers; what both know of the filters is kept. */
export function SourceTabs({ from }: { from: Source }) {
  const t = useTexts(bulletinsTexts);
  const { level, sector, q } = useQuery().query;
  return (
    <nav class="tabs" aria-label={t.from}>
      {(['own', 'peers'] as const).map((source) => (
        <a
          key={source}
          href={withQuery('/bulletins', { from: source, level, sector, q })}
          aria-current={source === from ? 'page' : undefined}
        >
          {t[source]}
        </a>
      ))}
    </nav>
  );
}
