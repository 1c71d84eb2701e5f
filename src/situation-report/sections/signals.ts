import { type Html, html } from '../html.ts';
import type { Say } from '../say.ts';
import type { Figures, SignalLine } from '../schema.ts';
import { type Column, empty, firstOf, named, section, table, tlpMark } from './parts.ts';

type Row = Figures['signals']['levels'][number];

const COUNTS = ['before', 'opened', 'closed', 'after', 'dismissed', 'grown'] as const;

export function signalsSection({ signals }: Figures, say: Say): Html {
  const { t } = say;
  const words = t.signals;
  const columns: Column<Row>[] = [
    { head: t.level, cell: ({ level }) => say.level(level) },
    ...COUNTS.map(
      (name): Column<Row> => ({ head: words[name], kind: 'number', cell: (row) => `${row[name]}` }),
    ),
  ];
  const totals = COUNTS.map((name) => signals.levels.reduce((sum, row) => sum + row[name], 0));
  const foot = html`<tr class="sum"><th scope="row">${t.total}</th>${totals.map((total) => html`<td class="number">${total}</td>`)}</tr>
`;
  return section(
    words.title,
    words.note,
    table(signals.levels.toReversed(), columns, foot),
    html`<p class="note">${words.adds}</p>`,
    ...(['opened', 'grown', 'closed'] as const).map((change) => list(change, signals[change], say)),
  );
}

function list(
  change: 'opened' | 'grown' | 'closed',
  signals: { readonly total: number; readonly items: readonly SignalLine[] },
  say: Say,
): Html {
  const { t } = say;
  const words = t.signals;
  const head = html`<h3>${words.lists[change]}</h3>`;
  if (signals.total === 0) return html`${head}${empty(words.empty[change])}`;
  const columns: Column<SignalLine>[] = [
    { head: t.level, cell: ({ level }) => say.level(level) },
    { head: t.sector, cell: ({ sector }) => say.sector(sector) },
    {
      head: words.says,
      kind: 'free',
      cell: ({ explanation, series, tlp }) => named(explanation, series, say, tlpMark(tlp)),
    },
    { head: words.raised, kind: 'nowrap', cell: ({ raisedAt }) => say.day(raisedAt) },
  ];
  return html`${head}${firstOf(signals, say)}${table(signals.items, columns)}`;
}
