import { useMemo } from 'preact/hooks';
import type { Frequency } from '../../domain/indicator.ts';
import type { BandStep } from '../api/types.ts';
import { type ChartPoint, chartSteps } from './chart-data.ts';
import { PeriodChart } from './period-chart.tsx';
import { type Range, stepsWithin } from './ranges.ts';

/**
 * A series as it was known at some time, with the limits of a detector, and beside it, where that time is not
 * today, what is known of it today.
 */
export function SeriesChart(props: {
  name: string;
  unit: string;
  frequency: Frequency;
  range: Range;
  points: readonly ChartPoint[];
  today?: readonly ChartPoint[] | undefined;
  band?: readonly BandStep[] | undefined;
  onChoose: (period: string) => void;
}) {
  const { name, unit, frequency, range, points, today, band, onChoose } = props;
  const steps = useMemo(
    () => stepsWithin(chartSteps({ points, today, band }), range, frequency),
    [points, today, band, range, frequency],
  );
  return <PeriodChart name={name} unit={unit} frequency={frequency} steps={steps} onChoose={onChoose} />;
}
