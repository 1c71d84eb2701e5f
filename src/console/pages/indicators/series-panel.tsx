import { useMemo } from 'preact/hooks';
import { withQuery } from '../../api/client.ts';
import type { BandStep, DetectorOf, Indicator, List, SeriesPoint } from '../../api/types.ts';
import { useLasting } from '../../api/use-lasting.ts';
import { useResource } from '../../api/use-resource.ts';
import { PointsTable } from '../../charts/points-table.tsx';
import { countWithin, RANGES, rangeOf } from '../../charts/ranges.ts';
import { SeriesChart } from '../../charts/series-chart.tsx';
import { indicatorTexts } from '../../i18n/indicators.ts';
import { useLocale, useTexts } from '../../i18n/locale.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { chooseText } from '../../ui/localised.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { useQuery } from '../../ui/use-query.ts';
import { useDetectorName } from '../signals/detector-name.ts';
import { AsOf } from './as-of.tsx';
import { Difference } from './difference.tsx';
import { dayOf, endOfDay } from './vintage-days.ts';
import { Vintages } from './vintages.tsx';

/** More than any series of the demonstration has; a daily one of 27 years. */
const POINTS = 10_000;

/** As many steps as the node says the limits of at once. */
const BAND_STEPS = 2_000;

const NO_BAND = 'none';

/** One series: its values with the limits of a detector, at any day's knowledge, and the vintages of a point. */
export function SeriesPanel({ indicator, series }: { indicator: Indicator; series: string }) {
  const t = useTexts(indicatorTexts);
  const detectorName = useDetectorName();
  const locale = useLocale();
  const { query, change } = useQuery();
  const { frequency, unit, names } = indicator;
  const day = dayOf(query.asOf);
  const asOf = day === undefined ? undefined : endOfDay(day);
  const range = rangeOf(query.range, frequency);
  const detectors = useDetectors(series);
  const detector = query.detector ?? detectors[0] ?? NO_BAND;

  const known = useResource<{ items: SeriesPoint[] }>(
    withQuery('/series/observations', { series, limit: POINTS }),
    ['observations'],
  );
  const then = useResource<{ items: SeriesPoint[] }>(
    asOf === undefined ? undefined : withQuery('/series/observations', { series, asOf, limit: POINTS }),
    ['observations'],
  );
  const today = known.data?.items;
  const thenItems = useLasting(then.data?.items, series);
  const points = useMemo(() => (asOf === undefined ? today : thenItems), [asOf, today, thenItems]);
  const shown = useMemo(() => countWithin(points ?? [], range, frequency), [points, range, frequency]);
  const limits = useResource<{ items: BandStep[] }>(
    detector === NO_BAND || shown === 0
      ? undefined
      : withQuery('/series/band', { series, detector, asOf, length: Math.min(shown, BAND_STEPS) }),
    ['observations'],
  );
  const band = useLasting(limits.data?.items, `${series} ${detector}`);
  const chosen = query.period ?? points?.at(-1)?.period;

  return (
    <>
      <Panel
        title={t.chart}
        actions={
          <code class="series-key" translate={false}>
            {series}
          </code>
        }
      >
        <div class="chart-controls">
          <Segmented
            label={t.range}
            options={RANGES}
            value={range}
            text={(each) => t.ranges[each]}
            onChange={(each) => change({ range: each }, 'replace')}
          />
          <label>
            {t.detector}
            <select
              value={detector}
              onChange={(event) => change({ detector: event.currentTarget.value }, 'replace')}
            >
              {detectors.map((name) => (
                <option key={name} value={name}>
                  {detectorName(name)}
                </option>
              ))}
              <option value={NO_BAND}>{t.noBand}</option>
            </select>
          </label>
          <AsOf day={day} today={today ?? []} onChange={(to, how) => change({ asOf: to }, how)} />
        </div>
        <Loaded resource={known} rows={8} isEmpty={({ items }) => items.length === 0} empty={t.noSeries}>
          {({ items }) =>
            points === undefined ? (
              <Loaded resource={then} rows={8}>
                {() => null}
              </Loaded>
            ) : (
              <>
                <Difference day={day} then={points} today={items} />
                {points.length > 0 && (
                  <SeriesChart
                    name={chooseText(names, locale).text}
                    unit={unit}
                    frequency={frequency}
                    range={range}
                    points={points}
                    today={asOf === undefined ? undefined : items}
                    band={detector === NO_BAND ? undefined : band}
                    onChoose={(period) => change({ period }, 'replace')}
                  />
                )}
                {limits.error !== undefined && (
                  <p class="soft" role="status">
                    {t.noLimits} <span lang="en">{limits.error.message}</span>
                  </p>
                )}
                <PointsTable points={points} frequency={frequency} unit={unit} />
              </>
            )
          }
        </Loaded>
      </Panel>
      {chosen !== undefined && (
        <Vintages series={series} period={chosen} frequency={frequency} unit={unit} asOf={asOf} />
      )}
    </>
  );
}

/** The names of what judges this series here. */
function useDetectors(series: string): string[] {
  const judging = useResource<List<DetectorOf>>(withQuery('/detectors', { series })).data?.items ?? [];
  return judging.map(({ name }) => name);
}
