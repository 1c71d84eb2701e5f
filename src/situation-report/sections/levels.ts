import { LINK_STATE_NAMES } from '../../domain/names.ts';
import { type Html, html } from '../html.ts';
import type { Say } from '../say.ts';
import type { Figures } from '../schema.ts';
import { type Column, section, small, table } from './parts.ts';

type Sector = Figures['levels']['sectors'][number];
type Sight = Sector['signals'];

export function levelsSection({ node, levels }: Figures, say: Say): Html {
  const { t, country } = say;
  const words = t.levels;
  const own = (what: string) => html`${country(node.country)}${small(what)}`;
  const columns: Column<Sector>[] = [
    { head: t.sector, cell: ({ sector }) => say.sector(sector) },
    {
      head: own(words.signals),
      cell: ({ signals, measured }) =>
        sight(signals, words.signalCount, measured ? words.noSignal : words.notMeasured, say),
    },
    {
      head: own(words.bulletins),
      cell: ({ bulletins }) => sight(bulletins, words.bulletinCount, words.noBulletin, say),
    },
    ...levels.peers.map(
      (peer): Column<Sector> => ({
        head: html`${country(peer.country)}${small(words.bulletins)}${peer.contact !== undefined && peer.contact !== 'up' && small(words.contact(LINK_STATE_NAMES[say.language][peer.contact]))}`,
        cell: ({ peers }) =>
          sight(
            peers.find(({ node: of }) => of === peer.node),
            words.bulletinCount,
            words.noBulletin,
            say,
          ),
      }),
    ),
  ];
  const disputed = levels.disputed.map((each) => `${each.node} (${each.count})`).join(', ');
  return section(
    words.title,
    words.note,
    table(levels.sectors, columns),
    levels.peers.length === 0 && html`<p>${words.noPeers}</p>`,
    disputed !== '' && html`<p>${words.disputed(disputed)}</p>`,
  );
}

function sight(seen: Sight, count: (of: number) => string, none: string, say: Say): Html {
  if (seen === undefined) return html`<span class="absent">${none}</span>`;
  return html`${say.level(seen.level)}${small(count(seen.count))}`;
}
