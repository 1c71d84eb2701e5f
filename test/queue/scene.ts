import type { Level } from '../../src/domain/level.ts';
import type { Signal } from '../../src/domain/signal.ts';
import type { EwsNode } from '../../src/node.ts';
import { INDICATOR, signal } from '../http/samples.ts';

const NEON = {
  ...INDICATOR,
  ...{ code: 'NEON_PRICE', names: { en: 'Neon price' }, hsCodes: ['280429'] },
  ...({ sector: 'semiconductors', grade: 'B' } as const),
};

/** Urea is of grade A, neon of B; `a3` has waited longest, `a6` is far beyond its threshold. */
const RAISED: readonly [id: string, code: string, level: Level, day: string, score?: number][] = [
  ['a1', 'NEON_PRICE', 'alert', '2021-10-08'],
  ['a2', 'UREA_PRICE', 'alert', '2021-10-08'],
  ['a3', 'UREA_PRICE', 'alert', '2021-10-05'],
  ['s4', 'NEON_PRICE', 'serious', '2021-10-10'],
  ['c5', 'UREA_PRICE', 'caution', '2021-10-01'],
  ['a6', 'UREA_PRICE', 'alert', '2021-10-10', 1800],
];

/** As they should be judged. */
export const RANKED = ['s4', 'a6', 'a3', 'a2', 'a1', 'c5'];

export async function bringQueue({ stores }: EwsNode): Promise<void> {
  await stores.observations.putIndicators([INDICATOR, NEON]);
  const signals = RAISED.map(([id, code, level, day, score = 601]): Signal => {
    const series = `${code}/KR.CN`;
    const base = signal(id);
    const raisedAt = `${day}T00:00:00.000Z`;
    const sector = code === NEON.code ? NEON.sector : base.sector;
    return { ...base, ...{ series, sector, level, score, raisedAt }, evidence: { ...base.evidence, series } };
  });
  await stores.signals.recordAssessments([
    { series: 'UREA_PRICE/KR.CN', detector: 'threshold', throughOrdinal: 1, signals },
  ]);
}
