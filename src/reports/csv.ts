import { parse } from 'csv-parse/sync';
import { clip } from '../domain/bytes.ts';
import { EwsError } from '../domain/errors.ts';
import { ReportContent } from '../domain/report.ts';
import { COLUMNS, type Column, columnAt, contentOf, REQUIRED } from './csv-columns.ts';

export const MOST_ROWS = 5000;
const MOST_LINE_CHARACTERS = 32_768;
const MOST_SHOWN_FAULTS = 100;

/** What is wrong with a row. `column`: where that is one. */
export interface RowFault {
  readonly line: number;
  readonly column?: Column;
  readonly reason: 'malformed' | 'invalid';
  readonly problem: string;
}

export interface ReadRows {
  readonly rows: readonly { readonly line: number; readonly content: ReportContent }[];
  /** The first 100. */
  readonly faults: readonly RowFault[];
  /** How many there were. */
  readonly refused: number;
}

/**
 * Reads reports from CSV (RFC 4180, but a field holds no line break, so that a stray quote costs one row and not the
 * rest of the file). The first line that is not blank is the header: columns by name, in any order. A row that is wrong
 * does not stop the others.
 * @throws EwsError `invalid_input`: not UTF-8, no header, or one with unknown, double or missing columns; `too_large`:
 *   more than 5000 rows
 */
export function readReports(bytes: Uint8Array, name: string): ReadRows {
  const lines = linesOf(bytes, name).filter(({ text }) => text.trim() !== '');
  const [head, ...body] = lines;
  if (head === undefined) throw refuseFile(name, 1, `It has no header. Columns are ${COLUMNS.join(', ')}.`);
  if (body.length > MOST_ROWS)
    throw new EwsError(
      'too_large',
      `${name} has ${body.length} rows; at most ${MOST_ROWS} are taken at once.`,
    );
  const header = parseHeader(head, name);
  const rows: ReadRows['rows'][number][] = [];
  const faults: RowFault[] = [];
  for (const line of body) {
    const read = readRow(line, header);
    if ('content' in read) rows.push(read);
    else faults.push(read);
  }
  return { rows, faults: faults.slice(0, MOST_SHOWN_FAULTS), refused: faults.length };
}

interface Line {
  readonly line: number;
  readonly text: string;
}

function linesOf(bytes: Uint8Array, name: string): Line[] {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.split(/\r?\n/).map((each, index) => ({ line: index + 1, text: each }));
  } catch (cause) {
    throw new EwsError('invalid_input', `${name} is not UTF-8.`, { file: name }, { cause });
  }
}

function parseHeader({ line, text }: Line, name: string): readonly Column[] {
  const fields = splitFields(text);
  if (fields === undefined) throw refuseFile(name, line, 'Broken quotes.');
  const columns = fields.map((field) => {
    const column = COLUMNS.find((known) => known === field);
    if (column !== undefined) return column;
    throw refuseFile(name, line, `Unknown column "${clip(field)}". Columns are ${COLUMNS.join(', ')}.`);
  });
  const twice = columns.find((column, index) => columns.indexOf(column) !== index);
  if (twice !== undefined) throw refuseFile(name, line, `Column "${twice}" stands twice.`);
  const missing = REQUIRED.find((column) => !columns.includes(column));
  if (missing !== undefined) throw refuseFile(name, line, `Column "${missing}" is missing.`);
  return columns;
}

function refuseFile(name: string, line: number, problem: string): EwsError {
  return new EwsError('invalid_input', `${name}, line ${line} (header): ${problem}`, { file: name, line });
}

function readRow({ line, text }: Line, header: readonly Column[]): ReadRows['rows'][number] | RowFault {
  const malformed = (problem: string): RowFault => ({ line, reason: 'malformed', problem });
  if (text.length > MOST_LINE_CHARACTERS)
    return malformed(`The row has more than ${MOST_LINE_CHARACTERS} characters.`);
  const fields = splitFields(text);
  if (fields === undefined)
    return malformed(
      'Broken quotes. Put a field in quotes as a whole, double the quotes in it, on one line.',
    );
  if (fields.length !== header.length)
    return malformed(`The row has ${fields.length} fields, the header ${header.length}.`);
  const stated = header.map((column, index) => [column, fields[index] || undefined] as const);
  const checked = ReportContent.safeParse(contentOf(Object.fromEntries(stated)));
  if (checked.success) return { line, content: checked.data };
  const [issue] = checked.error.issues;
  const column = columnAt(issue?.path ?? []);
  const problem = issue?.message ?? 'It is not a report.';
  return { line, reason: 'invalid', problem, ...(column === undefined ? {} : { column }) };
}

function splitFields(text: string): string[] | undefined {
  if (!text.includes('"')) return text.split(',');
  try {
    const rows: string[][] = parse(text, { relax_column_count: true, record_delimiter: '\n' });
    return rows.length === 1 ? rows[0] : undefined;
  } catch {
    return undefined;
  }
}
