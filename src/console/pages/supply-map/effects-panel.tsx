import type { Effects } from '../../api/types.ts';
import { useResource } from '../../api/use-resource.ts';
import { useTexts } from '../../i18n/locale.ts';
import { supplyMapTexts } from '../../i18n/supply-map.ts';
import { Panel } from '../../ui/panel.tsx';
import { EffectsTable } from './effects-table.tsx';
import { useNames } from './names.tsx';

/** What a signal or a bulletin would mean downstream; nothing where the supply map knows nothing of it. */
export function EffectsPanel({ path }: { path: string }) {
  const t = useTexts(supplyMapTexts);
  const { data } = useResource<Effects>(`${path}/effects`);
  const names = useNames(data?.items ?? {});
  if (data === undefined || data.effects.length === 0) return null;
  return (
    <Panel title={t.downstream} actions={<a href="/supply-map">{t.toMap}</a>}>
      <p>{t.downstreamOf(data.origins.map(names.supply).join(', '))}</p>
      <EffectsTable effects={data.effects} items={data.items} />
      <p class="soft">{t.about}</p>
    </Panel>
  );
}
