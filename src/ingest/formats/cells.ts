import { clip } from '../../domain/bytes.ts';
import type { MappedSeries } from '../../domain/mapping.ts';
import type { RefusalReason } from '../report.ts';
import type { Row } from './row.ts';

/** What stops a row; becomes its fault. */
export class Stop extends Error {
  readonly column: string;
  readonly reason: RefusalReason;

  constructor(column: string, reason: RefusalReason, problem: string) {
    super(problem);
    this.column = column;
    this.reason = reason;
  }
}

/** Whether a row is of a series, by what the mapping asks of its columns. */
export function applies({ where = {} }: MappedSeries, row: Row): boolean {
  return Object.entries(where).every(([column, values]) => values.includes(textOf(row.cell(column))));
}

/** The same code for all rows, or that of a column. */
export function codeOf(row: Row, { is, column = '', values }: MappedSeries['indicator']): string {
  if (is !== undefined) return is;
  const text = textOf(row.cell(column));
  if (values === undefined) {
    if (text !== '') return text;
    throw new Stop(column, 'bad_series', `Column "${clip(column)}" is empty.`);
  }
  if (Object.hasOwn(values, text)) return values[text]!;
  throw new Stop(
    column,
    'bad_series',
    `The mapping has no code for "${clip(text)}" of column "${clip(column)}".`,
  );
}

/** What stands in a cell, without spaces around it; empty if nothing does. */
export function textOf(cell: unknown): string {
  if (typeof cell === 'string') return cell.trim();
  return cell === undefined || cell === null
    ? ''
    : String(typeof cell === 'object' ? JSON.stringify(cell) : cell);
}

export function placeOf({ line, place }: Row): { line: number; place?: string } {
  return place === undefined ? { line } : { line, place };
}
