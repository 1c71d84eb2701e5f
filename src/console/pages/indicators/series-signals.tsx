import { withQuery } from '../../api/client.ts';
import type { List, SignalSummary } from '../../api/types.ts';
import { useResource } from '../../api/use-resource.ts';
import { indicatorTexts } from '../../i18n/indicators.ts';
import { useTexts } from '../../i18n/locale.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SignalRow } from '../signals/signal-row.tsx';

const SHOWN = 50;

/** What the detectors raised on a series, the newest first. */
export function SeriesSignals({ series }: { series: string }) {
  const t = useTexts(indicatorTexts);
  const signals = useResource<List<SignalSummary>>(withQuery('/signals', { series, limit: SHOWN }), [
    'signals',
  ]);
  return (
    <Panel title={t.signals}>
      <Loaded resource={signals} rows={2} isEmpty={({ items }) => items.length === 0} empty={t.noSignals}>
        {({ items }) => (
          <ul class="signal-list" data-rows>
            {items.map((signal) => (
              <SignalRow key={signal.id} signal={signal} list="series" />
            ))}
          </ul>
        )}
      </Loaded>
    </Panel>
  );
}
