import { troubledWindow } from '../backtest/crises.ts';
import { dayOf } from '../backtest/days.ts';
import type { Material } from '../backtest/read.ts';
import type { Row } from '../replay/history.ts';
import type { Host } from './placements.ts';

/** Series that shocks can be put into, as they are known today. */
export function hostsOf({ index, rows, crises }: Pick<Material, 'index' | 'rows' | 'crises'>): Host[] {
  return [...index.values()].flatMap(({ series, pace, direction, kind }) => {
    const latest = latestOf(rows.get(series) ?? []);
    if (latest.length === 0) return [];
    const troubled = crises.filter((crisis) => crisis.series.includes(series)).map(troubledWindow);
    const days = latest.map(({ availableAt }) => dayOf(availableAt));
    return [
      {
        ...{ series, pace, direction, kind },
        ordinals: latest.map(({ ordinal }) => ordinal),
        values: latest.map(({ value }) => value),
        isCalm: days.map((day) => !troubled.some(({ from, until }) => day >= from && day < until)),
      },
    ];
  });
}

/** Of each period what became known last, in the order of the periods. */
function latestOf(rows: readonly Row[]): Row[] {
  const latest = new Map<number, Row>();
  for (const row of rows) {
    const held = latest.get(row.ordinal);
    if (held === undefined || held.availableAt < row.availableAt) latest.set(row.ordinal, row);
  }
  return [...latest.values()].sort((a, b) => a.ordinal - b.ordinal);
}
