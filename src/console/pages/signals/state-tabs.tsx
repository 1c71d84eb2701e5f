import { useLocation } from 'preact-iso';
import { SignalState } from '../../../domain/signal.ts';
import { withQuery } from '../../api/client.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/locale.ts';
import { queueTexts } from '../../i18n/queue.ts';
import { signalTexts } from '../../i18n/signals.ts';

/** The queue, or the signals in a state. */
type View = 'queue' | SignalState;

/** What waits comes first, and what nobody needs to look at any more last. */
const ORDER: readonly View[] = ['queue', 'open', 'drafted', 'dismissed', 'closed'];

export function viewOf(text: string | undefined): View {
  return SignalState.options.find((state) => state === text) ?? 'queue';
}

/** The views, each of them an address. */
export function StateTabs(props: { view: View; counts: Readonly<Partial<Record<SignalState, number>>> }) {
  const t = useTexts(signalTexts);
  const { queue } = useTexts(queueTexts);
  const format = useFormat();
  const { path, query } = useLocation();
  return (
    <nav class="tabs" aria-label={t.state}>
      {ORDER.map((view) => {
        const state = view === 'queue' ? undefined : view;
        const count = state && props.counts[state];
        return (
          <a
            key={view}
            href={withQuery(path, { ...query, state })}
            aria-current={view === props.view ? 'page' : undefined}
          >
            {state === undefined ? queue : t.states[state]}
            {count !== undefined && <span class="tab-count">{format.number(count, 6)}</span>}
          </a>
        );
      })}
    </nav>
  );
}
