import { LINK_STATE_NAMES } from '../../domain/names.ts';
import { type Html, html } from '../html.ts';
import type { Say } from '../say.ts';
import type { Figures } from '../schema.ts';
import { type Column, empty, section, small, table } from './parts.ts';

type Link = Figures['links'][number];

export function linksSection({ links }: Figures, say: Say): Html {
  const words = say.t.links;
  if (links.length === 0) return section(words.title, words.note, empty(words.empty));
  const columns: Column<Link>[] = [
    {
      head: words.peer,
      cell: ({ node, country }) =>
        html`${say.country(country)}${small(html`<span class="id">${node}</span>`)}`,
    },
    { head: words.inbound, cell: ({ inbound, inboundBehind }) => direction(inbound, inboundBehind, say) },
    {
      head: words.outbound,
      cell: ({ outbound, outboundBehind }) => direction(outbound, outboundBehind, say),
    },
  ];
  return section(words.title, words.note, table(links, columns));
}

function direction(
  { state, since, lastContact }: Link['inbound'],
  behind: number | undefined,
  say: Say,
): Html {
  const words = say.t.links;
  const isUp = state === 'up';
  return html`<b>${LINK_STATE_NAMES[say.language][state]}</b> ${words.since(say.dateTime(since))}${!isUp && lastContact !== undefined && small(words.contact(say.dateTime(lastContact)))}${behind !== undefined && behind > 0 && small(words.behind(behind))}`;
}
