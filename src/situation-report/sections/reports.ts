import { REPORT_KIND_NAMES, REPORT_STATE_NAMES } from '../../domain/names.ts';
import { ReportState } from '../../domain/report.ts';
import { type Html, html } from '../html.ts';
import type { Say } from '../say.ts';
import type { Figures, ReportLine } from '../schema.ts';
import { type Column, empty, firstOf, named, section, table, tlpMark } from './parts.ts';

export function reportsSection({ reports }: Figures, say: Say): Html {
  const words = say.t.reports;
  const { total, states, catalogue, unjudged, items } = reports;
  const byState = ReportState.options.map(
    (state) => `${REPORT_STATE_NAMES[say.language][state]} ${states[state]}`,
  );
  return section(
    words.title,
    undefined,
    total === 0 ? empty(words.empty) : html`<p>${words.count(total, byState.join(', '))}</p>`,
    firstOf(reports, say),
    items.length > 0 && table(items, columnsOf(say)),
    unjudged > 0 && html`<p>${words.unjudged(unjudged)}</p>`,
    catalogue > 0 && html`<p>${words.catalogue(catalogue)}</p>`,
  );
}

function columnsOf(say: Say): Column<ReportLine>[] {
  const { t, language } = say;
  const words = t.reports;
  return [
    { head: words.kind, cell: ({ kind }) => REPORT_KIND_NAMES[language][kind] },
    { head: t.country, cell: ({ country }) => say.country(country) },
    { head: t.sector, cell: ({ sector }) => say.sector(sector) },
    { head: words.says, kind: 'free', cell: ({ text, id, tlp }) => named(text, id, say, tlpMark(tlp)) },
    { head: words.source, kind: 'free', cell: ({ source }) => source },
    { head: words.day, kind: 'nowrap', cell: ({ day }) => say.day(`${day}T00:00:00Z`) },
    { head: words.state, cell: ({ state }) => REPORT_STATE_NAMES[language][state] },
  ];
}
