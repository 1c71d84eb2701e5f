import { useMemo } from 'preact/hooks';
import type { BandStep, Evidence } from '../api/types.ts';
import { useLocale } from '../i18n/locale.ts';
import { chooseText } from '../ui/localised.tsx';
import { chartSteps } from './chart-data.ts';
import { PeriodChart } from './period-chart.tsx';

/**
 * The frozen points that a detector judged, the last of them marked with the level that it stated, between
 * the limits beyond which it would have said caution and alert.
 */
export function EvidenceChart(props: { evidence: Evidence; band?: readonly BandStep[] | undefined }) {
  const { evidence, band } = props;
  const locale = useLocale();
  const steps = useMemo(() => stepsOf(evidence, band), [evidence, band]);
  return (
    <PeriodChart
      name={chooseText(evidence.names, locale).text}
      unit={evidence.unit}
      frequency={evidence.frequency}
      steps={steps}
    />
  );
}

function stepsOf({ window, period, level }: Evidence, band: readonly BandStep[] | undefined) {
  const points = window.periods.map((each, index) => ({
    period: each,
    value: window.values[index],
    knownAt: window.knownAt[index] ?? '',
  }));
  const steps = chartSteps({ points, band });
  return steps.map((step) => (step.period === period ? { ...step, level } : step));
}
