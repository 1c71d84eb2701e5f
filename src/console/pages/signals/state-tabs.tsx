import { useLocation } from 'preact-iso';
import { SignalState } from '../../../domain/signal.ts';
import { withQuery } from '../../api/client.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/locale.ts';
import { signalTexts } from '../../i18n/signals.ts';

/** What waits comes first, and what nobody needs to look at any more last. */
const ORDER: readonly SignalState[] = ['open', 'drafted', 'dismissed', 'closed'];

export function stateOf(text: string | undefined): SignalState {
  return SignalState.options.find((state) => state === text) ?? 'open';
}

/** The states, each of them an address. */
export function StateTabs(props: {
  state: SignalState;
  counts: Readonly<Partial<Record<SignalState, number>>>;
}) {
  const t = useTexts(signalTexts);
  const format = useFormat();
  const { path, query } = useLocation();
  return (
    <nav class="tabs" aria-label={t.state}>
      {ORDER.map((state) => {
        const count = props.counts[state];
        return (
          <a
            key={state}
            href={withQuery(path, { ...query, state })}
            aria-current={state === props.state ? 'page' : undefined}
          >
            {t.states[state]}
            {count !== undefined && <span class="tab-count">{format.number(count, 6)}</span>}
          </a>
        );
      })}
    </nav>
  );
}
