import { walk } from './series.ts';

const WINDOW = 60;
const MAD_TO_SIGMA = 1.4826;

/**
 * Observations a second of one core by a bare loop over arrays: how many robust standard deviations each change is from
 * the median of the sixty before it, by sorting. It has no seasons, no channels, no thresholds and no store.
 */
export function plainLoop(series: number, periods: number): number {
  const data = Array.from({ length: series }, (_, each) => walk(each, periods));
  const begun = process.cpuUsage();
  let sum = 0;
  for (const values of data) sum += scored(values);
  if (!Number.isFinite(sum)) throw new Error('a score is no number');
  return (series * periods) / cpuSeconds(begun);
}

/** Of this process since then, on whichever core. */
export function cpuSeconds(begun: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1e6;
}

function scored(values: Float64Array): number {
  const changes = values.map((value, at) => (at === 0 ? 0 : Math.log(value / values[at - 1]!)));
  let sum = 0;
  for (let at = WINDOW; at < changes.length; at++) {
    const usual = changes.slice(at - WINDOW, at).sort();
    const centre = (usual[WINDOW / 2 - 1]! + usual[WINDOW / 2]!) / 2;
    const deviations = usual.map((change) => Math.abs(change - centre)).sort();
    const spread = MAD_TO_SIGMA * deviations[WINDOW / 2]!;
    sum += (changes[at]! - centre) / spread;
  }
  return sum;
}
