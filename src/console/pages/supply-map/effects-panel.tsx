import type { Effects } from '../../api/types.ts';
import { useResource } from '../../api/use-resource.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/locale.ts';
import { supplyMapTexts } from '../../i18n/supply-map.ts';
import { Panel } from '../../ui/panel.tsx';
import { EffectsTable } from './effects-table.tsx';
import { EventLists, hasEvents } from './events.tsx';
import { useNames } from './names.tsx';

/**
 * What a signal, a report or a bulletin would mean downstream, and the policy events that bear on it; nothing where neither
 * is known.
 */
export function EffectsPanel({ path }: { path: string }) {
  const t = useTexts(supplyMapTexts);
  const { data } = useResource<Effects>(`${path}/effects`, ['reports', 'clock']);
  if (data === undefined || (data.effects.length === 0 && !hasEvents(data.events))) return null;
  return (
    <Panel title={t.downstream} actions={<a href="/supply-map">{t.toMap}</a>}>
      {data.effects.length > 0 && (
        <>
          <Origins effects={data} />
          <EffectsTable effects={data.effects} items={data.items} />
          <p class="soft">{t.about}</p>
        </>
      )}
      <EventLists events={data.events} items={data.items} />
    </Panel>
  );
}

function Origins({ effects: { origins, scope, towards, items } }: { effects: Effects }) {
  const t = useTexts(supplyMapTexts);
  const format = useFormat();
  const names = useNames(items);
  const all = origins.map(names.supply).join(', ');
  const to = towards?.map(format.country).join(', ');
  if (to !== undefined) return <p>{t.towards(all, to)}</p>;
  return <p>{scope === 'exports' ? t.exportsOf(all) : t.downstreamOf(all)}</p>;
}
