import { useTexts } from '../i18n/locale.ts';
import { signalTexts } from '../i18n/signals.ts';
import { Page } from '../ui/page.tsx';
import { useQuery } from '../ui/use-query.ts';
import { useSignalCounts } from './signals/counts.ts';
import { QueueView } from './signals/queue-view.tsx';
import { StateTabs, viewOf } from './signals/state-tabs.tsx';
import { StateView } from './signals/state-view.tsx';

/** What the detectors raised: the queue of what waits, else all of it by what became of it. */
export function SignalsPage() {
  const t = useTexts(signalTexts);
  const view = viewOf(useQuery().query.state);
  const counts = useSignalCounts();
  return (
    <Page title={t.title} lead={t.lead}>
      <StateTabs view={view} counts={counts} />
      {view === 'queue' ? <QueueView /> : <StateView state={view} />}
    </Page>
  );
}
