/** Related series that speak for a score, at most. */
const MOST = 3;

/** What another series says at a moment. */
export interface Related {
  readonly series: string;
  readonly score: number;
}

/** What others add to a score, and who they are, the most unusual first. */
export interface Corroboration {
  readonly added: number;
  readonly by: readonly Related[];
}

export const UNCORROBORATED: Corroboration = { added: 0, by: [] };

/**
 * The mean of the three most unusual related series, with the same weight as the score of the series itself; those that
 * are missing count 0, and it never lowers a score. Related are series of the same sector, but not of the same item:
 * what another publisher says of the same thing is no second witness.
 */
export function corroborationOf(related: readonly Related[]): Corroboration {
  const by = related
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || (a.series < b.series ? -1 : 1))
    .slice(0, MOST);
  return by.length === 0
    ? UNCORROBORATED
    : { added: by.reduce((sum, { score }) => sum + score, 0) / MOST, by };
}
