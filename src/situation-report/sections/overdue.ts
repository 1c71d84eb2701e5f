import type { Html } from '../html.ts';
import type { Say } from '../say.ts';
import type { Figures } from '../schema.ts';
import { type Column, empty, firstOf, named, section, table } from './parts.ts';

/** A page is enough: the console has all of them. */
const MOST = 40;

export function overdueSection({ overdue }: Figures, say: Say): Html {
  const { t } = say;
  const words = t.overdue;
  if (overdue.length === 0) return section(words.title, words.note, empty(words.empty));
  const columns: Column<Figures['overdue'][number]>[] = [
    { head: words.indicator, kind: 'free', cell: ({ names, code }) => named(names, code, say) },
    { head: t.sector, cell: ({ sector }) => say.sector(sector) },
    { head: words.publisher, kind: 'free', cell: ({ publisher }) => publisher },
    { head: words.last, kind: 'nowrap', cell: ({ lastPeriod }) => lastPeriod },
    { head: words.missing, kind: 'nowrap', cell: ({ nextPeriod }) => nextPeriod },
    { head: words.since, kind: 'nowrap', cell: ({ expectedAt }) => say.day(expectedAt) },
    { head: words.late, kind: 'number', cell: ({ lateDays }) => words.days(lateDays) },
  ];
  const items = overdue.slice(0, MOST);
  return section(
    words.title,
    words.note,
    firstOf({ items, total: overdue.length }, say),
    table(items, columns),
  );
}
