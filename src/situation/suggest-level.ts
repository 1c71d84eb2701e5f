import { LEVELS, type Level, levelRank } from '../domain/level.ts';
import type { Part } from './part.ts';

/**
 * Why a level is suggested.
 * `own`: this node's own signals or bulletins have it; `agreed`: peers' bulletins have it, and own signals agree that
 * something is the matter; `peers`: peers' bulletins have it; `capped`: they have a higher one, with nothing measured
 * here; `reports`: there are reports alone.
 */
export type Reason = 'own' | 'agreed' | 'peers' | 'capped' | 'reports';

export interface SuggestedLevel {
  readonly level: Level;
  readonly reason: Reason;
}

/** What peers say alone leads to this level at most. */
const MOST_BY_PEERS: Level = 'caution';

/** An own signal of this level or above agrees with them. */
const LEAST_TO_AGREE: Level = 'caution';

/**
 * The level that the parts of a situation suggest; none where all of it is of disputed origin. Own signals and bulletins
 * count in full. Bulletins of peers, however many, count in full where an own signal agrees, else up to caution: they may
 * all rest on the same public series, and one may rest on another. Accepted reports make it attention. One part more
 * never lowers it.
 */
export function suggestLevel(parts: readonly Part[]): SuggestedLevel | undefined {
  const sure = parts.filter(({ disputed }) => !disputed);
  const own = highest(sure.filter((part) => part.own));
  const peers = highest(sure.filter((part) => !part.own));
  const measured = highest(sure.filter((part) => part.own && part.kind === 'signal'));
  const agrees = measured !== undefined && levelRank(measured) >= levelRank(LEAST_TO_AGREE);
  const isCapped = !agrees && peers !== undefined && levelRank(peers) > levelRank(MOST_BY_PEERS);
  const fromPeers = isCapped ? MOST_BY_PEERS : peers;
  if (own !== undefined && (fromPeers === undefined || levelRank(own) >= levelRank(fromPeers)))
    return { level: own, reason: 'own' };
  if (fromPeers !== undefined)
    return { level: fromPeers, reason: isCapped ? 'capped' : agrees ? 'agreed' : 'peers' };
  return sure.length === 0 ? undefined : { level: 'attention', reason: 'reports' };
}

export function highest(parts: readonly Pick<Part, 'level'>[]): Level | undefined {
  return LEVELS.findLast((level) => parts.some((part) => part.level === level));
}
