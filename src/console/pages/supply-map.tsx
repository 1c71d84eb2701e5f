import type { SupplyMap } from '../../domain/supply-map.ts';
import { withQuery } from '../api/client.ts';
import type { Effects, Exposures } from '../api/types.ts';
import { useResource } from '../api/use-resource.ts';
import { useFormat } from '../i18n/format.ts';
import { useTexts } from '../i18n/locale.ts';
import { supplyMapTexts } from '../i18n/supply-map.ts';
import { Choice, Filters } from '../ui/filters.tsx';
import { Loaded } from '../ui/loaded.tsx';
import { Page } from '../ui/page.tsx';
import { Panel } from '../ui/panel.tsx';
import { useQuery } from '../ui/use-query.ts';
import { EffectsTable } from './supply-map/effects-table.tsx';
import { EventLists } from './supply-map/events.tsx';
import { ExposureTable } from './supply-map/exposure-table.tsx';
import { useNames } from './supply-map/names.tsx';

/** What if a country stops sending an item. Without a choice: which stop would hit hardest. */
export function SupplyMapPage() {
  const t = useTexts(supplyMapTexts);
  const { country, item } = useQuery().query;
  const map = useResource<SupplyMap>('/supply-map');
  const isChosen = country !== undefined || item !== undefined;
  return (
    <Page title={t.title} lead={t.lead}>
      <Loaded resource={map} rows={1}>
        {(shown) => <Choices map={shown} />}
      </Loaded>
      {isChosen ? <Chosen country={country} item={item} /> : <Ranking />}
      <p class="soft">{t.about}</p>
    </Page>
  );
}

/** Countries that supply the item, and items that the country supplies. */
function Choices({ map }: { map: SupplyMap }) {
  const t = useTexts(supplyMapTexts);
  const format = useFormat();
  const names = useNames(map.items);
  const { country, item } = useQuery().query;
  const from = map.edges.map((edge) => edge.from);
  const countries = from.filter((place) => item === undefined || place.item === item);
  const items = from.filter((place) => country === undefined || place.country === country);
  return (
    <Filters names={['country', 'item']}>
      <Choice
        label={t.country}
        name="country"
        options={sorted(
          countries.map((place) => place.country),
          format.country,
        )}
        text={format.country}
      />
      <Choice
        label={t.item}
        name="item"
        options={sorted(
          items.map((place) => place.item),
          names.item,
        )}
        text={names.item}
      />
    </Filters>
  );
}

function sorted(keys: readonly string[], text: (key: string) => string): string[] {
  return [...new Set(keys)].sort((a, b) => text(a).localeCompare(text(b)));
}

function Chosen(choice: { country: string | undefined; item: string | undefined }) {
  const t = useTexts(supplyMapTexts);
  const effects = useResource<Effects>(withQuery('/supply-map/effects', { ...choice, scope: 'exports' }), [
    'reports',
    'clock',
  ]);
  return (
    <Panel title={t.effects}>
      <Loaded resource={effects} rows={6} isEmpty={(data) => data.effects.length === 0} empty={t.nothing}>
        {(data) => (
          <>
            <EffectsTable effects={data.effects} items={data.items} />
            <EventLists events={data.events} items={data.items} />
          </>
        )}
      </Loaded>
    </Panel>
  );
}

function Ranking() {
  const t = useTexts(supplyMapTexts);
  const exposures = useResource<Exposures>('/supply-map/exposure');
  return (
    <Panel title={t.ranking}>
      <Loaded resource={exposures} rows={8} isEmpty={(data) => data.exposures.length === 0} empty={t.nothing}>
        {(data) => <ExposureTable {...data} />}
      </Loaded>
    </Panel>
  );
}
