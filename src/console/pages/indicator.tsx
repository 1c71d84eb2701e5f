import { useRoute } from 'preact-iso';
import { withQuery } from '../api/client.ts';
import type { Indicator, List, SeriesSummary } from '../api/types.ts';
import { useResource } from '../api/use-resource.ts';
import { indicatorTexts } from '../i18n/indicators.ts';
import { useLocale, useTexts } from '../i18n/locale.ts';
import { Loaded } from '../ui/loaded.tsx';
import { chooseText, Localised } from '../ui/localised.tsx';
import { Page } from '../ui/page.tsx';
import { Panel } from '../ui/panel.tsx';
import { useQuery } from '../ui/use-query.ts';
import { Facts } from './indicators/facts.tsx';
import { SeriesPanel } from './indicators/series-panel.tsx';
import { SeriesSignals } from './indicators/series-signals.tsx';

/** One indicator: what it measures, and one of its series. */
export function IndicatorPage() {
  const code = useRoute().params.code ?? '';
  const t = useTexts(indicatorTexts);
  const locale = useLocale();
  const { query } = useQuery();
  const indicator = useResource<Indicator>(`/indicators/${code}`);
  const held = useResource<List<SeriesSummary>>(withQuery('/series', { indicator: code }), ['observations']);
  const series = query.series ?? held.data?.items[0]?.series;
  const names = indicator.data?.names;
  return (
    <Page
      key={code}
      title={names === undefined ? code : chooseText(names, locale).text}
      heading={names === undefined ? code : <Localised text={names} />}
      lead={<code translate={false}>{code}</code>}
      actions={<a href="/indicators">{t.all}</a>}
    >
      <Loaded resource={indicator} rows={8}>
        {(data) => (
          <div class="columns">
            <div class="stack">
              <Loaded resource={held} rows={8} isEmpty={() => series === undefined} empty={t.noSeries}>
                {({ items }) =>
                  series !== undefined && (
                    <>
                      {items.length > 1 && <SeriesChoice items={items} series={series} />}
                      <SeriesPanel key={series} indicator={data} series={series} />
                      <SeriesSignals series={series} />
                    </>
                  )
                }
              </Loaded>
            </div>
            <Panel title={t.facts}>
              <Facts indicator={data} />
            </Panel>
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function SeriesChoice({ items, series }: { items: readonly SeriesSummary[]; series: string }) {
  const t = useTexts(indicatorTexts);
  const { change } = useQuery();
  return (
    <label class="series-choice">
      {t.series}
      <select
        value={series}
        onChange={(event) => change({ series: event.currentTarget.value, period: undefined })}
      >
        {items.map((each) => (
          <option key={each.series} value={each.series}>
            {t.seriesOption(each.series, each.points)}
          </option>
        ))}
      </select>
    </label>
  );
}
