import { useState } from 'preact/hooks';
import { Sector } from '../../../domain/indicator.ts';
import { LEVELS } from '../../../domain/level.ts';
import type { SignalState } from '../../../domain/signal.ts';
import { withQuery } from '../../api/client.ts';
import type { List, SignalSummary } from '../../api/types.ts';
import { useLasting } from '../../api/use-lasting.ts';
import { useResource } from '../../api/use-resource.ts';
import { commonTexts } from '../../i18n/common.ts';
import { useTexts } from '../../i18n/locale.ts';
import { signalTexts } from '../../i18n/signals.ts';
import { Choice, Filters, SearchField } from '../../ui/filters.tsx';
import { ListFoot, useListLimit } from '../../ui/list-foot.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { useQuery } from '../../ui/use-query.ts';
import { SignalRow } from './signal-row.tsx';

/** All signals in a state, the newest first. */
export function StateView({ state }: { state: SignalState }) {
  const t = useTexts(signalTexts);
  const common = useTexts(commonTexts);
  const { query } = useQuery();
  const { level, sector, q } = query;
  const limit = useListLimit();
  /** In which of the lists somebody dismissed a signal. */
  const [judgedIn, setJudgedIn] = useState<string>();
  const asked = useResource<List<SignalSummary>>(withQuery('/signals', { state, level, sector, q, limit }), [
    'signals',
  ]);
  // A longer page of the same list replaces it only when it is there.
  const data = useLasting(asked.data, JSON.stringify([state, level, sector, q]));
  const signals = { ...asked, data };
  const filtered = level !== undefined || sector !== undefined || q !== undefined;
  return (
    <>
      <Filters names={['q', 'level', 'sector']}>
        <SearchField label={t.search} placeholder={t.placeholder} />
        <Choice label={t.level} name="level" options={LEVELS} text={(each) => common.levels[each]} />
        <Choice
          label={t.sector}
          name="sector"
          options={Sector.options}
          text={(each) => common.sectors[each]}
        />
      </Filters>
      <section class="panel" aria-label={t.states[state]}>
        <p class="soft list-count">
          {t.about[state]} <span role="status">{judgedIn === state && t.dismissed}</span>
        </p>
        <Loaded
          resource={signals}
          rows={6}
          isEmpty={({ items }) => items.length === 0}
          empty={filtered ? t.noMatch : t.empty[state]}
        >
          {({ items, next }) => (
            <>
              <ul class="signal-list" data-rows>
                {items.map((signal) => (
                  <SignalRow
                    key={signal.id}
                    signal={signal}
                    list="queue"
                    onJudged={() => setJudgedIn(state)}
                  />
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
    </>
  );
}
