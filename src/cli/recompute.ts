import { recompute } from '../detect/evidence.ts';
import { EwsError } from '../domain/errors.ts';
import { Evidence } from '../domain/evidence.ts';
import type { Level } from '../domain/level.ts';
import { EXIT } from './exit-codes.ts';
import { printTable } from './output.ts';

interface Judgement {
  readonly score: number;
  readonly level: Level | undefined;
}

/** What evidence states, and what its own points give when they are computed again here. */
interface Recomputed {
  readonly series: string;
  readonly detector: string;
  readonly period: string;
  readonly stated: Judgement;
  /** Absent: it cannot be computed here, for the reason that `problem` says. */
  readonly computed?: Judgement;
  readonly problem?: string;
  /** Whether score and level are the same, bit for bit. */
  readonly agrees: boolean;
}

export interface Recomputation {
  readonly items: readonly Recomputed[];
}

/**
 * Computes each evidence again with nothing but itself: the node that answered is not believed. The command ends with 1
 * where one does not agree.
 */
export function recomputeAll(evidence: readonly unknown[]): Recomputation {
  const items = evidence.map(again);
  if (items.some(({ agrees }) => !agrees)) process.exitCode = EXIT.failed;
  return { items };
}

function again(held: unknown): Recomputed {
  const parsed = Evidence.strip().safeParse(held);
  if (!parsed.success) throw new EwsError('invalid_input', 'The evidence has not the shape of evidence.');
  const { series, detector, period, score, level } = parsed.data;
  const about = { series, detector, period, stated: { score, level } };
  try {
    const computed = recompute(parsed.data);
    return { ...about, computed, agrees: computed.score === score && computed.level === level };
  } catch (error) {
    if (!(error instanceof EwsError)) throw error;
    return { ...about, problem: error.message, agrees: false };
  }
}

export function showRecomputation({ items }: Recomputation): void {
  printTable(items, [
    ['Series', ({ series }) => series],
    ['Period', ({ period }) => period],
    ['Detector', ({ detector }) => detector],
    ['Stated', ({ stated }) => `${stated.score} ${stated.level}`],
    ['Computed', ({ computed, problem }) => problem ?? `${computed?.score} ${computed?.level ?? 'none'}`],
    ['Agrees', ({ agrees }) => (agrees ? 'yes' : 'NO')],
  ]);
}
