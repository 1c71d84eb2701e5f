import { parse } from 'csv-parse/sync';
import { EwsError } from '../../domain/errors.ts';
import type { Delimiter, TextEncoding } from '../../domain/mapping.ts';
import { isBlank, type Line, lines } from '../lines.ts';
import { type Fault, lineFault } from '../raw.ts';
import { decodeText, UNREADABLE } from './decode-text.ts';

/** A field in quotes reaches over this many lines at most. */
const MAX_FIELD_LINES = 20;

export interface CsvForm {
  /** Name of the file, for messages. */
  readonly name: string;
  /** A function where the header itself says it. */
  readonly delimiter: Delimiter | ((header: string) => Delimiter);
  readonly encoding?: TextEncoding | undefined;
  readonly skipRows?: number;
  /** Lines that begin with one of these are left out. */
  readonly ignore?: readonly string[];
}

export interface CsvRow {
  readonly line: number;
  readonly fields: readonly string[];
}

/**
 * The rows of a CSV file, first its header. A quoted field may hold line breaks where that gives a row as wide as
 * the header; otherwise a stray quote costs its own line alone. Holds MAX_FIELD_LINES lines at most.
 * @throws EwsError `invalid_input`: no header
 */
export async function* csvRows(
  input: AsyncIterable<Uint8Array>,
  form: CsvForm,
): AsyncGenerator<CsvRow | Fault> {
  const { name, encoding = 'utf-8', skipRows = 0, ignore = [] } = form;
  const text = encoding === 'utf-8' ? input : decodeText(input, encoding);
  const queue = new LineQueue(lines(text));
  let reader: RowReader | undefined;
  for (let line = await queue.next(); line !== undefined; line = await queue.next()) {
    if (line.line <= skipRows) continue;
    if ('text' in line && (isBlank(line.text) || ignore.some((start) => line.text.startsWith(start)))) {
      continue;
    }
    if (reader === undefined) {
      const { header, delimiter } = readHeader(line, form);
      reader = new RowReader(delimiter, header.fields.length, encoding);
      yield header;
    } else {
      yield 'text' in line ? await reader.read(line, queue) : lineFault(line);
    }
  }
  if (reader !== undefined) return;
  const after = skipRows === 0 ? '' : ` after ${skipRows} lines`;
  throw new EwsError('invalid_input', `${name} has no header${after}.`, { file: name });
}

function readHeader(line: Line, { name, delimiter }: CsvForm): { header: CsvRow; delimiter: Delimiter } {
  const text = 'text' in line ? line.text : '';
  const sign = typeof delimiter === 'string' ? delimiter : delimiter(text);
  const fields = 'text' in line ? splitFields(text, sign) : undefined;
  if (fields !== undefined && !text.includes(UNREADABLE)) {
    return { header: { line: line.line, fields: fields.map((field) => field.trim()) }, delimiter: sign };
  }
  const problem =
    fields === undefined && 'text' in line
      ? 'Broken quotes.'
      : 'It is not text of the encoding. State the right one in the mapping.';
  throw new EwsError('invalid_input', `${name}, line ${line.line} (header): ${problem}`, {
    file: name,
    line: line.line,
  });
}

class RowReader {
  readonly #delimiter: Delimiter;
  readonly #width: number;
  readonly #encoding: TextEncoding;

  constructor(delimiter: Delimiter, width: number, encoding: TextEncoding) {
    this.#delimiter = delimiter;
    this.#width = width;
    this.#encoding = encoding;
  }

  async read({ line, text }: { line: number; text: string }, queue: LineQueue): Promise<CsvRow | Fault> {
    if (this.#encoding !== 'utf-8' && text.includes(UNREADABLE)) {
      const problem = `The line is not ${this.#encoding} text. State the right encoding in the mapping.`;
      return { line, reason: 'malformed', problem };
    }
    const fields = splitFields(text, this.#delimiter);
    if (fields?.length === this.#width) return { line, fields };
    const longer = isOpen(text) ? await this.#overLines(text, queue) : undefined;
    if (longer !== undefined) return { line, fields: longer };
    const problem =
      fields === undefined
        ? 'Broken quotes. Put a field in quotes as a whole, and double the quotes in it.'
        : `The row has ${fields.length} fields, the header ${this.#width}. Look for a delimiter within a field.`;
    return { line, reason: 'malformed', problem };
  }

  async #overLines(first: string, queue: LineQueue): Promise<string[] | undefined> {
    const taken: Line[] = [];
    let text = first;
    while (taken.length < MAX_FIELD_LINES) {
      const line = await queue.next();
      if (line === undefined) break;
      taken.push(line);
      if (!('text' in line)) break;
      text += `\n${line.text}`;
      if (isOpen(text)) continue;
      const fields = splitFields(text, this.#delimiter);
      if (fields?.length === this.#width) return fields;
      break;
    }
    queue.giveBack(taken);
    return undefined;
  }
}

/** Whether a quote is still to be closed. */
function isOpen(text: string): boolean {
  return text.split('"').length % 2 === 0;
}

/** Lines, of which some can be given back. */
class LineQueue {
  readonly #source: AsyncGenerator<Line>;
  #given: Line[] = [];

  constructor(source: AsyncGenerator<Line>) {
    this.#source = source;
  }

  async next(): Promise<Line | undefined> {
    const given = this.#given.shift();
    if (given !== undefined) return given;
    const { done, value } = await this.#source.next();
    return done ? undefined : value;
  }

  giveBack(lines: readonly Line[]): void {
    this.#given = [...lines, ...this.#given];
  }
}

function splitFields(text: string, delimiter: string): string[] | undefined {
  if (!text.includes('"')) return text.split(delimiter);
  try {
    // A record delimiter that no line has: line breaks within quotes are part of the field.
    const rows: string[][] = parse(text, { delimiter, relax_column_count: true, record_delimiter: '\u0000' });
    return rows.length === 1 ? rows[0] : undefined;
  } catch {
    return undefined;
  }
}
