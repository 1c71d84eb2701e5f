import { chartTexts } from '../i18n/charts.ts';
import { useFormat } from '../i18n/format.ts';
import { useTexts } from '../i18n/locale.ts';
import { LevelBadge } from '../ui/level.tsx';
import { type ChartStep, isRevised } from './chart-data.ts';
import { useLimitText } from './step-text.ts';

/** What the chart shows at the cursor, in words and numbers. */
export function Readout(props: { step: ChartStep; unit: string; periodText: (period: string) => string }) {
  const { step, unit, periodText } = props;
  const t = useTexts(chartTexts);
  const format = useFormat();
  const limitText = useLimitText();
  const { point, today, band, level } = step;
  const amount = (value: number | undefined) =>
    value === undefined ? t.missing : `${format.number(value, 6)} ${unit}`;
  const facts: readonly (readonly [string, preact.ComponentChildren])[] = [
    [t.period, <strong key="period">{periodText(step.period)}</strong>],
    [t.value, <strong key="value">{point === undefined ? t.unknownThen : amount(point.value)}</strong>],
    [t.today, isRevised(step) || point === undefined ? amount(today?.value) : undefined],
    [t.knownAt, point === undefined ? undefined : format.date(point.knownAt)],
    [t.expected, band?.expected === undefined ? undefined : format.number(band.expected, 6)],
    [t.cautionLimit, limitText(band?.cautionLow, band?.cautionHigh)],
    [t.alertLimit, limitText(band?.alertLow, band?.alertHigh)],
    [t.score, band?.score === undefined ? undefined : format.number(band.score, 3)],
    [t.level, level === undefined ? undefined : <LevelBadge key="level" level={level} small />],
  ];
  return (
    <dl class="chart-readout">
      {facts.map(([name, said]) =>
        said === undefined ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{said}</dd>
          </div>
        ),
      )}
    </dl>
  );
}
