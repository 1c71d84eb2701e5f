import type { Effects } from '../../api/types.ts';
import { useTexts } from '../../i18n/locale.ts';
import { situationTexts } from '../../i18n/situations.ts';
import { Panel } from '../../ui/panel.tsx';
import { EffectsTable } from '../supply-map/effects-table.tsx';
import { EventLists } from '../supply-map/events.tsx';
import { useNames } from '../supply-map/names.tsx';

/** Who is next down the supply chain, and the policy events that bear on it. */
export function NextPanel({ next }: { next: Effects }) {
  const t = useTexts(situationTexts);
  const names = useNames(next.items);
  return (
    <Panel title={t.next} actions={<a href="/supply-map">{t.toMap}</a>}>
      {next.effects.length === 0 ? (
        <p class="soft">{t.noNext}</p>
      ) : (
        <>
          <p>{t.nextOf(next.origins.map(names.supply).join(', '))}</p>
          <EffectsTable effects={next.effects} items={next.items} />
          <p class="soft">{t.about}</p>
        </>
      )}
      <EventLists events={next.events} items={next.items} />
    </Panel>
  );
}
