import type { EpochMs } from '../../domain/time.ts';
import type { Columns } from './columns.ts';
import type { Points } from './points.ts';

/** Takes each point of `points` back to what was known at a time, and leaves out those of which nothing was. */
export function takeBack({ latest, earlier }: Points, asOf: EpochMs): Columns {
  let kept = 0;
  for (let at = 0; at < latest.count; at++) {
    const ordinal = latest.ordinals[at]!;
    if (latest.knownAt[at]! <= asOf) {
      latest.set(kept++, ordinal, latest.values[at]!, latest.statuses[at]!, latest.knownAt[at]!);
      continue;
    }
    let before = earlier.lowerBound(ordinal + 1) - 1;
    while (before >= 0 && earlier.ordinals[before] === ordinal && earlier.knownAt[before]! > asOf)
      before -= 1;
    if (before < 0 || earlier.ordinals[before] !== ordinal) continue;
    const { values, statuses, knownAt } = earlier;
    latest.set(kept++, ordinal, values[before]!, statuses[before]!, knownAt[before]!);
  }
  latest.count = kept;
  return latest;
}

/** All vintages in one, in order of the periods and, within one, of the vintages. */
export function allVintages({ latest, earlier }: Points, to: Columns): Columns {
  to.count = 0;
  let old = 0;
  const add = (from: Columns, at: number) =>
    to.insert(to.count, from.ordinals[at]!, from.values[at]!, from.statuses[at]!, from.knownAt[at]!);
  for (let at = 0; at < latest.count; at++) {
    while (old < earlier.count && earlier.ordinals[old] === latest.ordinals[at]) add(earlier, old++);
    add(latest, at);
  }
  return to;
}
