import { useState } from 'preact/hooks';
import type { SignalState } from '../../../domain/signal.ts';
import { withQuery } from '../../api/client.ts';
import type { List, SignalSummary } from '../../api/types.ts';
import { useResource } from '../../api/use-resource.ts';
import { useTexts } from '../../i18n/locale.ts';
import { signalTexts } from '../../i18n/signals.ts';
import { Filters, LevelChoice, SearchField, SectorChoice } from '../../ui/filters.tsx';
import { useListLimit } from '../../ui/list-foot.tsx';
import { LongList, useLongList } from '../../ui/long-list.tsx';
import { useQuery } from '../../ui/use-query.ts';
import { SignalRow } from './signal-row.tsx';

/** All signals in a state, the newest first. */
export function StateView({ state }: { state: SignalState }) {
  const t = useTexts(signalTexts);
  const { query } = useQuery();
  const { level, sector, q } = query;
  const limit = useListLimit();
  /** In which of the lists somebody dismissed a signal. */
  const [judgedIn, setJudgedIn] = useState<string>();
  const path = withQuery('/signals', { state, level, sector, q, limit });
  const signals = useLongList(useResource<List<SignalSummary>>(path, ['signals']), state, level, sector, q);
  const filtered = level !== undefined || sector !== undefined || q !== undefined;
  return (
    <>
      <Filters names={['q', 'level', 'sector']}>
        <SearchField label={t.search} placeholder={t.placeholder} />
        <LevelChoice label={t.level} />
        <SectorChoice label={t.sector} />
      </Filters>
      <section class="panel" aria-label={t.states[state]}>
        <p class="soft list-count">
          {t.about[state]} <span role="status">{judgedIn === state && t.dismissed}</span>
        </p>
        <LongList list={signals} empty={filtered ? t.noMatch : t.empty[state]} shown={t.shown}>
          {({ items }) => (
            <ul class="signal-list" data-rows>
              {items.map((signal) => (
                <SignalRow key={signal.id} signal={signal} list="queue" onJudged={() => setJudgedIn(state)} />
              ))}
            </ul>
          )}
        </LongList>
      </section>
    </>
  );
}
