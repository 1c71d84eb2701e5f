import { type Html, html } from '../html.ts';
import type { Say } from '../say.ts';
import type { Figures } from '../schema.ts';
import { bulletinColumns } from './bulletins.ts';
import { empty, firstOf, section, table } from './parts.ts';

export function exercisesSection({ exercises }: Figures, say: Say): Html {
  const { title, note, empty: none, statuses, ways } = say.t.exercises;
  if (exercises.total === 0) return section(title, note, empty(none));
  const what = {
    head: '',
    cell: ({ status, way }: Figures['exercises']['items'][number]) =>
      html`<b>${statuses[status]}</b> · ${ways[way]}`,
  };
  return section(
    title,
    note,
    firstOf(exercises, say),
    table(exercises.items, [what, ...bulletinColumns(say)]),
  );
}
