import type { LocalisedText } from '../../domain/indicator.ts';
import type { Tlp } from '../../domain/tlp.ts';
import { type Html, html } from '../html.ts';
import type { Say } from '../say.ts';

/** A column of a table: its head, and the cell of a row. */
export interface Column<Row> {
  readonly head: Html | string;
  readonly cell: (row: Row) => Html | string;
  /** `free`: what somebody wrote, in words as long as they like. */
  readonly kind?: 'number' | 'nowrap' | 'free';
}

/** What a section is called, what its figures mean, and the figures. */
export function section(
  title: string,
  note: string | undefined,
  ...content: readonly (Html | false)[]
): Html {
  return html`<section><h2>${title}</h2>${note !== undefined && html`<p class="note">${note}</p>`}
${content}</section>
`;
}

export function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[], foot?: Html): Html {
  const heads = columns.map(
    ({ head, kind }) => html`<th scope="col"${kind === 'number' && classOf(kind)}>${head}</th>`,
  );
  const body = rows.map(
    (
      row,
    ) => html`<tr>${columns.map(({ cell, kind }) => html`<td${kind !== undefined && classOf(kind)}>${cell(row)}</td>`)}</tr>
`,
  );
  return html`<div class="wide"><table><thead><tr>${heads}</tr></thead><tbody>
${body}${foot}</tbody></table></div>`;
}

function classOf(name: string): Html {
  return html` class="${name}"`;
}

export function empty(text: string): Html {
  return html`<p class="absent">${text}</p>`;
}

/** Where a list is longer than what stands here. */
export function firstOf(
  { items, total }: { readonly items: readonly unknown[]; readonly total: number },
  { t }: Say,
) {
  return items.length < total && html`<p class="note">${t.firstOf(items.length, total)}</p>`;
}

export function mark(text: string): Html {
  return html` <span class="mark">${text}</span>`;
}

export function tlpMark(tlp: Tlp | undefined): Html | false {
  return tlp !== undefined && mark(`TLP:${tlp}`);
}

export function small(text: Html | string): Html {
  return html`<small>${text}</small>`;
}

/** A text, and under it by which id it is found. */
export function named(
  text: LocalisedText | undefined,
  id: string,
  say: Say,
  ...marks: readonly (Html | false)[]
): Html {
  return html`${say.text(text)}${marks}<small class="id">${id}</small>`;
}
