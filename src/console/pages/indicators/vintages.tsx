import type { Frequency } from '../../../domain/indicator.ts';
import { withQuery } from '../../api/client.ts';
import type { SeriesPoint } from '../../api/types.ts';
import { useResource } from '../../api/use-resource.ts';
import { usePeriodText } from '../../charts/period.ts';
import { chartTexts } from '../../i18n/charts.ts';
import { useFormat } from '../../i18n/format.ts';
import { indicatorTexts } from '../../i18n/indicators.ts';
import { useTexts } from '../../i18n/locale.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { Panel } from '../../ui/panel.tsx';

/** Every value that was ever known for one period, the newest first, and which of them held at the time shown. */
export function Vintages(props: {
  series: string;
  period: string;
  frequency: Frequency;
  unit: string;
  asOf: string | undefined;
}) {
  const { series, period, frequency, unit, asOf } = props;
  const t = useTexts(indicatorTexts);
  const chart = useTexts(chartTexts);
  const periodText = usePeriodText(frequency);
  const history = useResource<{ items: SeriesPoint[] }>(withQuery('/series/history', { series, period }), [
    'observations',
  ]);
  return (
    <Panel title={t.vintages(periodText(period))} class="vintages">
      <p class="soft panel-lead">{t.vintagesLead}</p>
      <Loaded resource={history} rows={2} isEmpty={({ items }) => items.length === 0}>
        {({ items }) => (
          <div class="scroll">
            <table>
              <thead>
                <tr>
                  <th scope="col">{chart.knownAt}</th>
                  <th scope="col" class="number">
                    {chart.value} ({unit})
                  </th>
                  <th scope="col" class="number">
                    {t.change}
                  </th>
                  <th scope="col" class="wide">
                    {t.status}
                  </th>
                </tr>
              </thead>
              <tbody>
                <Rows items={items} asOf={asOf} />
              </tbody>
            </table>
          </div>
        )}
      </Loaded>
    </Panel>
  );
}

function Rows({ items, asOf }: { items: readonly SeriesPoint[]; asOf: string | undefined }) {
  const t = useTexts(indicatorTexts);
  const chart = useTexts(chartTexts);
  const format = useFormat();
  const then = asOf === undefined ? -1 : items.findLastIndex(({ knownAt }) => knownAt <= asOf);
  return items
    .map(({ knownAt, value, status }, index) => (
      <tr key={knownAt}>
        <th scope="row">
          {format.dateTime(knownAt)} {index === items.length - 1 && <span class="chip">{t.current}</span>}{' '}
          {index === then && <span class="chip chip-then">{t.held}</span>}
        </th>
        <td class="number">{value === undefined ? chart.missing : format.number(value, 9)}</td>
        <td class="number">{format.change(items[index - 1]?.value, value)}</td>
        <td class="wide">{t.statuses[status]}</td>
      </tr>
    ))
    .toReversed();
}
