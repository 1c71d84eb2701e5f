import { bulletinWords } from '../../i18n/bulletin-words.ts';
import { bulletinsTexts } from '../../i18n/bulletins.ts';
import { commonTexts } from '../../i18n/common.ts';
import { useTexts } from '../../i18n/locale.ts';
import { Choice, Filters, LevelChoice, SearchField, SectorChoice } from '../../ui/filters.tsx';
import { type Query, useQuery } from '../../ui/use-query.ts';
import { useNodes } from './use-nodes.ts';

export type Source = 'own' | 'peers';

/** What each of the two lists is asked by. */
export const FILTERS: Readonly<Record<Source, readonly string[]>> = {
  own: ['state', 'level', 'sector', 'q'],
  peers: ['state', 'level', 'sector', 'issuer', 'unread', 'q'],
};

const STATES = {
  own: ['draft', 'in-review', 'issued', 'updated', 'cancelled', 'withdrawn'],
  peers: ['issued', 'updated', 'cancelled'],
} as const;

export function sourceOf(query: Query['query']): Source {
  return query.from === 'peers' ? 'peers' : 'own';
}

export function BulletinFilters({ from }: { from: Source }) {
  const t = useTexts(bulletinsTexts);
  const words = useTexts(bulletinWords);
  const common = useTexts(commonTexts);
  const nodes = useNodes();
  return (
    <Filters names={FILTERS[from]}>
      <SearchField label={common.search} placeholder={t.searchHint} />
      <Choice label={t.state} name="state" options={STATES[from]} text={(state) => words.states[state]} />
      <LevelChoice label={words.fields.level} />
      <SectorChoice label={words.fields.sector} />
      {from === 'peers' && (
        <>
          <Choice
            label={words.fields.issuer}
            name="issuer"
            options={nodes.peers.map(({ node }) => node)}
            text={nodes.name}
          />
          <UnreadOnly />
        </>
      )}
    </Filters>
  );
}

function UnreadOnly() {
  const t = useTexts(bulletinsTexts);
  const { query, change } = useQuery();
  return (
    <label class="inline">
      <input
        type="checkbox"
        checked={query.unread === 'true'}
        onChange={(event) => change({ unread: event.currentTarget.checked ? 'true' : undefined })}
      />
      {t.unread}
    </label>
  );
}
