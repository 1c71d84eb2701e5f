import { useState } from 'preact/hooks';
import type { Frequency } from '../../domain/indicator.ts';
import type { SeriesPoint } from '../api/types.ts';
import { chartTexts } from '../i18n/charts.ts';
import { useFormat } from '../i18n/format.ts';
import { useTexts } from '../i18n/locale.ts';
import { usePeriodText } from './period.ts';

/** The same values as the chart, to be read one by one, the newest first. */
export function PointsTable(props: {
  points: readonly Omit<SeriesPoint, 'status'>[];
  frequency: Frequency;
  unit: string;
  summary?: string;
}) {
  const { points, frequency, unit, summary } = props;
  const t = useTexts(chartTexts);
  const [open, setOpen] = useState(false);
  return (
    <details class="points" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{summary ?? t.table}</summary>
      {open && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
        <section class="scroll points-scroll" tabIndex={0} aria-label={summary ?? t.table}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t.period}</th>
                <th scope="col" class="number">
                  {t.value} ({unit})
                </th>
                <th scope="col">{t.knownAt}</th>
              </tr>
            </thead>
            <tbody>
              <Rows points={points} frequency={frequency} />
            </tbody>
          </table>
        </section>
      )}
    </details>
  );
}

function Rows(props: { points: readonly Omit<SeriesPoint, 'status'>[]; frequency: Frequency }) {
  const t = useTexts(chartTexts);
  const format = useFormat();
  const periodText = usePeriodText(props.frequency);
  return props.points.toReversed().map(({ period, value, knownAt }) => (
    <tr key={period}>
      <th scope="row">{periodText(period)}</th>
      <td class="number">{value === undefined ? t.missing : format.number(value, 9)}</td>
      <td class="nowrap">{format.dateTime(knownAt)}</td>
    </tr>
  ));
}
