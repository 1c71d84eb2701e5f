import { useId, useState } from 'preact/hooks';
import type { Frequency } from '../../domain/indicator.ts';
import { chartTexts } from '../i18n/charts.ts';
import { useTexts } from '../i18n/locale.ts';
import type { ChartStep } from './chart-data.ts';
import { Legend } from './legend.tsx';
import { usePeriodText } from './period.ts';
import { Plot } from './plot.tsx';
import { Readout } from './readout.tsx';
import { useStepText } from './step-text.ts';
import { useSummary } from './summary.ts';

/** How many steps the keys Page Up and Page Down go. */
const FAR = 12;

/**
 * A chart over periods. What the pointer shows by hovering the keys show as well: the plot is a slider over
 * its points, and what it says of the one it stands at is text beside the picture.
 */
export function PeriodChart(props: {
  name: string;
  unit: string;
  frequency: Frequency;
  steps: readonly ChartStep[];
  /** Called with the period at which somebody clicked or pressed Enter. */
  onChoose?: (period: string) => void;
}) {
  const { name, unit, frequency, steps, onChoose } = props;
  const t = useTexts(chartTexts);
  const id = useId();
  // The period, not its place: new data must not move the cursor of somebody who is reading.
  const [stoodAt, standAt] = useState<string>();
  const cursor = placeOf(stoodAt, steps);
  const setCursor = (to: number) => standAt(steps[to]?.period);
  const periodText = usePeriodText(frequency);
  const stepText = useStepText(unit, periodText);
  const summary = useSummary(unit, periodText);
  const step = steps[cursor];

  const choose = () => step !== undefined && onChoose?.(step.period);
  const pressed = (event: KeyboardEvent) => {
    const to = moved(event.key, cursor, steps.length - 1);
    if (event.key === 'Enter') choose();
    else if (to !== undefined) setCursor(to);
    else return;
    event.preventDefault();
  };
  return (
    <figure class="chart">
      <Legend steps={steps} />
      <div
        class="chart-area"
        role="slider"
        tabIndex={0}
        aria-label={t.points(name)}
        aria-describedby={id}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, steps.length - 1)}
        aria-valuenow={cursor}
        aria-valuetext={step === undefined ? t.nothing : stepText(step)}
        onKeyDown={pressed}
        onClick={choose}
      >
        <Plot frequency={frequency} steps={steps} cursor={cursor} onCursor={setCursor} />
      </div>
      <p class="hidden" id={id}>
        {summary(steps)} {onChoose === undefined ? t.keys : t.keysChoose}
      </p>
      {step !== undefined && <Readout step={step} unit={unit} periodText={periodText} />}
    </figure>
  );
}

/** Where the cursor is: at the period it was put at while that is shown, else at the last known step. */
function placeOf(period: string | undefined, steps: readonly ChartStep[]): number {
  const place = period === undefined ? -1 : steps.findIndex((step) => step.period === period);
  return place === -1 ? lastKnown(steps) : place;
}

/** The last step that has a value: what is known today may go further than what was known then. */
function lastKnown(steps: readonly ChartStep[]): number {
  return Math.max(
    0,
    steps.findLastIndex(({ point }) => point !== undefined),
  );
}

function moved(key: string, from: number, last: number): number | undefined {
  const to: Record<string, number> = {
    ArrowLeft: from - 1,
    ArrowDown: from - 1,
    ArrowRight: from + 1,
    ArrowUp: from + 1,
    PageUp: from + FAR,
    PageDown: from - FAR,
    Home: 0,
    End: last,
  };
  const wanted = to[key];
  return wanted === undefined ? undefined : Math.min(Math.max(wanted, 0), last);
}
