import { type Html, html } from '../html.ts';
import type { Say } from '../say.ts';
import type { DraftItem, Figures } from '../schema.ts';
import { headline } from './bulletins.ts';
import { type Column, empty, mark, section, table } from './parts.ts';

const COUNTS = ['before', 'made', 'released', 'withdrawn', 'after'] as const;

export function draftsSection({ drafts }: Figures, say: Say): Html {
  const { t } = say;
  const words = t.drafts;
  const counts: Column<Figures['drafts']>[] = [
    ...COUNTS.map(
      (name): Column<Figures['drafts']> => ({
        head: words[name],
        kind: 'number',
        cell: (of) => `${of[name]}`,
      }),
    ),
    { head: words.returned, kind: 'number', cell: ({ returned }) => words.times(returned) },
  ];
  const columns: Column<DraftItem>[] = [
    { head: t.level, cell: ({ level }) => say.level(level) },
    { head: t.sector, cell: ({ sector }) => say.sector(sector) },
    { head: words.headline, kind: 'free', cell: (draft) => headline(draft, say) },
    { head: words.state, cell: (draft) => stateOf(draft, say) },
    { head: words.createdAt, kind: 'nowrap', cell: ({ createdAt }) => say.day(createdAt) },
  ];
  return section(
    words.title,
    undefined,
    table([drafts], counts),
    html`<p class="note">${words.adds}</p>`,
    drafts.items.length === 0 ? empty(words.empty) : table(drafts.items, columns),
  );
}

/** What became of it in the week, and where that is over, what it is by now. */
function stateOf({ outcome, state, approvals, returned }: DraftItem, say: Say): Html {
  const { drafts: words, bulletins } = say.t;
  const isOver = outcome === 'waiting' && state !== 'draft' && state !== 'in-review';
  const now = outcome === 'waiting' && !isOver ? bulletins.states[state] : words.outcomes[outcome];
  return html`${now}${state === 'in-review' && ` (${words.approvals(approvals)})`}${returned > 0 && mark(words.returnedMark(returned))}${isOver && html` ${words.since(bulletins.states[state])}`}`;
}
