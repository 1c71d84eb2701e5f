import { chartTexts } from '../i18n/charts.ts';
import { commonTexts } from '../i18n/common.ts';
import { useFormat } from '../i18n/format.ts';
import { useTexts } from '../i18n/locale.ts';
import { type ChartStep, isRevised } from './chart-data.ts';

const DIGITS = 6;

/** A step in words, for who does not see it: `Oct 2021: 769.5 USD/t. Alert.` */
export function useStepText(
  unit: string,
  periodText: (period: string) => string,
): (step: ChartStep) => string {
  const t = useTexts(chartTexts);
  const common = useTexts(commonTexts);
  const format = useFormat();
  return (step) => {
    const value = step.point?.value;
    const said = value === undefined ? t.missing : `${format.number(value, DIGITS)} ${unit}`;
    const parts = [`${periodText(step.period)}: ${said}`];
    if (isRevised(step)) parts.push(t.revised);
    if (step.level !== undefined) parts.push(common.levels[step.level]);
    return parts.join('. ');
  };
}

/** From what to what a limit leaves the values: `from 100`, `below 80`, `below 80 or from 100`. */
export function useLimitText(): (low: number | undefined, high: number | undefined) => string | undefined {
  const t = useTexts(chartTexts);
  const format = useFormat();
  return (low, high) => {
    const parts = [];
    if (low !== undefined) parts.push(t.below(format.number(low, DIGITS)));
    if (high !== undefined) parts.push(t.above(format.number(high, DIGITS)));
    return parts.length === 0 ? undefined : parts.join(t.or);
  };
}
