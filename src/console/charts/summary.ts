import { chartTexts } from '../i18n/charts.ts';
import { useFormat } from '../i18n/format.ts';
import { useTexts } from '../i18n/locale.ts';
import type { ChartStep } from './chart-data.ts';

/** A chart in two sentences: how long it is, its lowest and highest value, and its last. */
export function useSummary(
  unit: string,
  periodText: (period: string) => string,
): (steps: readonly ChartStep[]) => string {
  const t = useTexts(chartTexts);
  const format = useFormat();
  return (steps) => {
    const known = steps.flatMap(({ period, point }) =>
      point?.value === undefined ? [] : [{ period, value: point.value }],
    );
    const [first, last] = [known[0], known.at(-1)];
    if (first === undefined || last === undefined) return t.nothing;
    const least = known.reduce((a, b) => (b.value < a.value ? b : a));
    const most = known.reduce((a, b) => (b.value > a.value ? b : a));
    const said = (one: typeof first) => `${format.number(one.value, 6)} ${unit} (${periodText(one.period)})`;
    return t.summary(known.length, said(least), said(most), said(last));
  };
}
