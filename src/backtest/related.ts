import { MOST_WITNESSES, type OwnScore } from '../detect/channels/corroboration.ts';
import { corroborate, type Subject } from '../replay/corroborate.ts';
import { type Row, replay } from '../replay/history.ts';
import type { Listed } from './series-index.ts';

/** What related series add to the scores of a series, by what was known at that moment. */
interface Added {
  readonly corroboration: (at: number) => number;
  /** They are of enough items for a full corroboration. */
  readonly isCorroborated: boolean;
}

/** Undefined: nobody says which series are related to it. */
export type AddedTo = (listed: Listed) => Added | undefined;

/** Scores by the series alone; the budget of alarms does not move them. */
const ANY_BUDGET = { alarmTime: 1 };

/**
 * Each series is corroborated by those alone that everyone who sees it sees too: public ones, and for a national series
 * those of its own node. So an alarm is the same at each node, and no node knows more than it could have known.
 */
export function relatedScores(
  index: ReadonlyMap<string, Listed>,
  rows: ReadonlyMap<string, readonly Row[]>,
): AddedTo {
  const listed = [...index.values()];
  const scores = new Map(listed.map((each) => [each.series, ownScores(each, rows.get(each.series) ?? [])]));
  return (each) => {
    const subject = subjectOf(each);
    if (subject === undefined) return undefined;
    const subjects = listed
      .filter((other) => isSeenWith(each, other))
      .flatMap((other) => subjectOf(other) ?? []);
    const ask = corroborate(subjects, scores);
    const others = subjects.filter(({ sector, item }) => sector === subject.sector && item !== subject.item);
    return {
      corroboration: (at) => ask(subject, at).added,
      isCorroborated: new Set(others.map(({ item }) => item)).size >= MOST_WITNESSES,
    };
  };
}

function isSeenWith(each: Listed, other: Listed): boolean {
  return other.scope === 'public' || (each.scope === 'national' && other.node === each.node);
}

/** Undefined: nobody says which series are related to it. */
function subjectOf({ series, sector, item }: Listed): Subject | undefined {
  return sector === undefined ? undefined : { series, sector, item };
}

function ownScores({ pace, direction, kind }: Listed, rows: readonly Row[]): OwnScore[] {
  const scores: OwnScore[] = [];
  for (const { row, own } of replay(rows, { pace, direction, kind, budget: ANY_BUDGET })) {
    if (own !== null) scores.push({ at: row.availableAt, score: own });
  }
  return scores;
}
