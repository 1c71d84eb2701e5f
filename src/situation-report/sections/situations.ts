import { type Html, html } from '../html.ts';
import type { Say } from '../say.ts';
import type { Figures, SituationLine } from '../schema.ts';
import { empty, firstOf, mark, section, tlpMark } from './parts.ts';

type Member = SituationLine['members']['items'][number];

export function situationsSection({ situations }: Figures, say: Say): Html {
  const { title, note, empty: none } = say.t.situations;
  if (situations.total === 0) return section(title, note, empty(none));
  const articles = situations.items.map((each) => situation(each, say));
  return section(title, note, firstOf(situations, say), ...articles);
}

function situation(line: SituationLine, say: Say): Html {
  const { t } = say;
  const words = t.situations;
  const { names, hsCodes, sector, level, reason, since, seenBy, members, corroboration, id } = line;
  const seers = seenBy.map(
    ({ by, own, level: seen, since: first }, index) =>
      html`${index > 0 && ' · '}${say.country(by)}${own && ` (${words.own})`} ${seen === undefined ? t.noLevel : say.level(seen)}, ${say.day(first)}`,
  );
  const rest = members.total - members.items.length;
  return html`<article><h3>${level === undefined ? t.noLevel : say.level(level)} ${names === undefined ? words.wholeSector : say.text(names)}</h3>
<p>${say.sector(sector)}${hsCodes.length > 0 && html` · HS ${hsCodes.join(', ')}`} · ${t.since} ${say.day(since)}${reason !== undefined && html` · ${words.suggested}: ${words.reasons[reason]}`}</p>
<p><b>${words.seenBy}</b> ${words.countries(corroboration)}${seers.length > 0 && ': '}${seers}</p>
<ul class="members">${members.items.map((member) => memberItem(member, say))}${rest > 0 && html`<li>${words.more(rest)}</li>`}</ul>
<p class="id">${id}</p></article>
`;
}

function memberItem({ kind, id, by, level, since, text, tlp, disputed }: Member, say: Say): Html {
  const words = say.t.situations;
  return html`<li><b>${words.kinds[kind]}</b> ${say.country(by)}${level !== undefined && html` · ${say.level(level)}`} · ${say.day(since)}${tlpMark(tlp)}${disputed && mark(words.disputed)}: ${say.text(text)} <span class="id">${id}</span></li>
`;
}
