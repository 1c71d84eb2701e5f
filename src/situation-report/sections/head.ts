import { type Html, html } from '../html.ts';
import type { Say } from '../say.ts';
import type { Figures } from '../schema.ts';

/** What the report is of, and how it may be passed on. */
export function head({ node, week, asOf, madeAt, replay, tlp }: Figures, say: Say): Html {
  const { t } = say;
  // The last day of the week, not the first of the next one.
  const last = new Date(Date.parse(week.to) - 1).toISOString();
  const fact = (name: string, value: Html | string) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
  return html`<header><p class="tlp">TLP:${tlp}</p>
<p>${t.of(say.country(node.country))}</p>
<h1>${t.title}</h1>
<p><b>${t.weekText(week.name, say.day(week.from), say.day(last))}</b></p>
<dl class="facts">${fact(t.asOf, say.dateTime(asOf))}${fact(t.made, say.dateTime(madeAt))}${fact(t.node, html`<span class="id">${node.id}</span>`)}${fact(t.marking, `TLP:${tlp}`)}</dl>
${!week.isOver && html`<p class="warning">${t.weekOpen}</p>`}${replay && html`<p class="warning">${t.replay}</p>`}
<p class="note">${t.twoTimes} ${t.utc}</p></header>
`;
}

/** The figures of the sections, once more, for whoever reads no further. */
export function inShort(figures: Figures, say: Say): Html {
  const { t } = say;
  const { situations, signals, bulletins, drafts, reports, overdue, links } = figures;
  const highest = situations.items[0]?.level;
  const up = links.filter(({ inbound, outbound }) => inbound.state === 'up' && outbound.state === 'up');
  const lines = [
    html`${t.short.situations(situations.total)}`,
    html`${t.short.highest}: ${highest === undefined ? t.none : say.level(highest)}`,
    html`${t.short.signals(signals.opened.total, signals.closed.total)}`,
    html`${t.short.bulletins(bulletins.sent.total, bulletins.received.total)}`,
    html`${t.short.drafts(drafts.after)}`,
    html`${t.short.reports(reports.total)}`,
    html`${t.short.overdue(overdue.length)}`,
    html`${links.length === 0 ? t.links.empty : t.short.links(up.length, links.length)}`,
  ];
  return html`<section><h2>${t.inShort}</h2><ul class="short">${lines.map((line) => html`<li>${line}</li>`)}</ul></section>
`;
}
