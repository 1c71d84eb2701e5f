import { LEVEL_NAMES, LEVELS } from '../../domain/level.ts';
import { type Html, html } from '../html.ts';
import type { Say } from '../say.ts';
import type { BulletinLine, Figures, Moved } from '../schema.ts';
import { type Column, empty, firstOf, mark, named, section, table, tlpMark } from './parts.ts';

export function bulletinsSection({ bulletins }: Figures, say: Say): Html {
  const words = say.t.bulletins;
  return section(
    words.title,
    undefined,
    html`<h3>${words.sent}</h3>`,
    moved(bulletins.sent, words.emptySent, say),
    html`<h3>${words.received}</h3>`,
    moved(bulletins.received, words.emptyReceived, say),
  );
}

function moved(bulletins: Moved, none: string, say: Say): Html {
  const words = say.t.bulletins;
  if (bulletins.total === 0) return empty(none);
  const byLevel = LEVELS.toReversed()
    .filter((level) => bulletins.levels[level] > 0)
    .map((level) => `${LEVEL_NAMES[level][say.language]} ${bulletins.levels[level]}`);
  return html`<p>${words.count(bulletins.total, byLevel.join(', '))}${bulletins.late > 0 && ` ${words.late(bulletins.late)}`}${bulletins.disputed > 0 && ` ${words.disputed(bulletins.disputed)}`}</p>
${firstOf(bulletins, say)}${table(bulletins.items, bulletinColumns(say))}`;
}

/** What any list of bulletins shows. */
export function bulletinColumns(say: Say): Column<BulletinLine>[] {
  const { t } = say;
  const words = t.bulletins;
  return [
    { head: t.level, cell: ({ level }) => say.level(level) },
    {
      head: words.from,
      kind: 'free',
      cell: ({ country, issuer }) =>
        country === undefined ? html`<span class="id">${issuer}</span>` : say.country(country),
    },
    { head: t.sector, cell: ({ sector }) => say.sector(sector) },
    { head: words.headline, kind: 'free', cell: (bulletin) => headline(bulletin, say) },
    {
      head: words.when,
      kind: 'nowrap',
      cell: ({ sent }) => (sent === undefined ? '–' : say.day(sent)),
    },
  ];
}

export function headline(bulletin: BulletinLine, say: Say): Html {
  const { id, type, state, tlp, late, disputed } = bulletin;
  const words = say.t.bulletins;
  return named(
    bulletin.headline,
    id,
    say,
    type !== 'issue' && mark(words.types[type]),
    (state === 'updated' || state === 'cancelled') && mark(words.states[state]),
    late && mark(words.lateMark),
    disputed && mark(words.disputedMark),
    tlpMark(tlp),
  );
}
