import { DAY_MS, type EpochMs } from '../../domain/time.ts';

/** Related series that speak for a score, at most, each of another item. */
export const MOST_WITNESSES = 3;

/** A score that stands for longer says nothing of today. */
const STANDS_MS = 45 * DAY_MS;

/** What another series says at a moment. */
export interface Related {
  readonly series: string;
  /** What it watches, whoever publishes it. */
  readonly item: string;
  readonly score: number;
}

/** What others add to a score, and who they are, the most unusual first. */
export interface Corroboration {
  readonly added: number;
  readonly by: readonly Related[];
}

export const UNCORROBORATED: Corroboration = { added: 0, by: [] };

/**
 * What the most unusual related series, three at most, add to a score: their mean, where those that are missing count 0.
 */
export function addedBy(related: readonly Pick<Related, 'score'>[]): number {
  return related.reduce((sum, { score }) => sum + score, 0) / MOST_WITNESSES;
}

/**
 * The mean of the three most unusual related series, with the same weight as the score of the series itself; those that
 * are missing count 0, and it never lowers a score. Related are series of the same sector, but not of the same item:
 * what another publisher says of the same thing is no second witness, and so an item speaks once.
 */
export function corroborationOf(related: readonly Related[]): Corroboration {
  const heard = new Set<string>();
  const by = related
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || (a.series < b.series ? -1 : 1))
    .filter(({ item }) => !heard.has(item) && heard.add(item))
    .slice(0, MOST_WITNESSES);
  return by.length === 0 ? UNCORROBORATED : { added: addedBy(by), by };
}

/** A score of a series by itself, and from when on it was known. */
export interface OwnScore {
  readonly at: EpochMs;
  readonly score: number;
}

/** What the newest score says at a moment: nothing once it is 45 days old. `scores`: in order of time. */
export function standingScore(scores: readonly OwnScore[], at: EpochMs): number | undefined {
  let [low, high] = [0, scores.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (scores[middle]!.at <= at) low = middle + 1;
    else high = middle;
  }
  const latest = scores[low - 1];
  return latest === undefined || at - latest.at > STANDS_MS ? undefined : latest.score;
}
