import {
  type Corroboration,
  corroborationOf,
  type OwnScore,
  type Related,
  standingScore,
} from '../detect/channels/corroboration.ts';
import type { EpochMs } from '../domain/time.ts';

/** What a series is about. */
export interface Subject {
  readonly series: string;
  readonly sector: string;
  /** What is watched, whoever publishes it. */
  readonly item: string;
}

/**
 * What related series said of a series at any moment, by what was known then. `scores`: of each series in order of time.
 */
export function corroborate(
  subjects: readonly Subject[],
  scores: ReadonlyMap<string, readonly OwnScore[]>,
): (subject: Subject, at: EpochMs) => Corroboration {
  return (subject, at) => {
    const related: Related[] = [];
    for (const { series, sector, item } of subjects) {
      if (series === subject.series || sector !== subject.sector || item === subject.item) continue;
      const score = standingScore(scores.get(series) ?? [], at);
      if (score !== undefined) related.push({ series, item, score });
    }
    return corroborationOf(related);
  };
}
