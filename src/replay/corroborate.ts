import { type Corroboration, corroborationOf, type Related } from '../detect/channels/corroboration.ts';
import { DAY_MS, type EpochMs } from '../domain/time.ts';

/** What a series scores by itself, from the moment at which it was known. */
export interface OwnScore {
  readonly at: EpochMs;
  readonly score: number;
}

/** What a series is about. */
export interface Subject {
  readonly series: string;
  readonly sector: string;
  /** What is watched, whoever publishes it. */
  readonly item: string;
}

/** A score that stands for longer says nothing of today. */
const STANDS_MS = 45 * DAY_MS;

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
      const latest = latestBy(scores.get(series) ?? [], at);
      if (latest !== undefined && at - latest.at <= STANDS_MS) related.push({ series, score: latest.score });
    }
    return corroborationOf(related);
  };
}

/** The last one that was known at that moment. */
function latestBy(scores: readonly OwnScore[], at: EpochMs): OwnScore | undefined {
  let [low, high] = [0, scores.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (scores[middle]!.at <= at) low = middle + 1;
    else high = middle;
  }
  return scores[low - 1];
}
