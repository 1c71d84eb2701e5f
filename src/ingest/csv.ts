import { parse } from 'csv-parse/sync';
import { clip } from '../domain/bytes.ts';
import { EwsError } from '../domain/errors.ts';
import { parseDecimal } from './decimal.ts';
import { isBlank, type Line, lines } from './lines.ts';
import { type Fault, lineFault, type RawRecord } from './raw.ts';

const REQUIRED = ['series', 'period', 'value'] as const;
const COLUMNS = [...REQUIRED, 'status', 'known_at'] as const;
export type Column = (typeof COLUMNS)[number];

/** Where each column stands, and how many there are. */
interface Header {
  readonly index: ReadonlyMap<Column, number>;
  readonly width: number;
}

/**
 * Reads CSV in long form (RFC 4180, but a field holds no line break, so that a stray quote costs one row and
 * not the rest of the file):
 *
 *     series,period,value,status,known_at
 *     UREA_PRICE/W.W,2021-10,769.5,A,2021-11-05T00:00:00Z
 *
 * Columns in any order; `status` and `known_at` may be left out.
 * @throws EwsError `invalid_input`: no header, or one with unknown, double or missing columns
 */
export async function* readCsv(
  input: AsyncIterable<Uint8Array>,
  name: string,
  delimiter: string,
): AsyncGenerator<RawRecord | Fault> {
  const rows = new CsvLines(name, delimiter);
  for await (const line of lines(input)) {
    const row = rows.read(line);
    if (row !== undefined) yield row;
  }
  rows.requireHeader();
}

/** Reads CSV line by line: the first one that is not blank is the header. */
export class CsvLines {
  readonly #name: string;
  readonly #delimiter: string;
  #header: Header | undefined;

  constructor(name: string, delimiter: string) {
    this.#name = name;
    this.#delimiter = delimiter;
  }

  /**
   * The row of a line; nothing for the header and for blank lines.
   * @throws EwsError `invalid_input`: a header with unknown, double or missing columns
   */
  read(line: Line): RawRecord | Fault | undefined {
    if ('text' in line && isBlank(line.text)) return undefined;
    if (this.#header === undefined) {
      this.#header = parseHeader(line, this.#name, this.#delimiter);
      return undefined;
    }
    return 'text' in line ? readRow(line.line, line.text, this.#header, this.#delimiter) : lineFault(line);
  }

  /** The columns in the order of the fields, once the header was read. */
  get columns(): readonly Column[] | undefined {
    if (this.#header === undefined) return undefined;
    return [...this.#header.index].sort(([, a], [, b]) => a - b).map(([column]) => column);
  }

  /** @throws EwsError `invalid_input`: no header came */
  requireHeader(): void {
    if (this.#header !== undefined) return;
    throw new EwsError(
      'invalid_input',
      `${this.#name} has no header. It starts with: ${REQUIRED.join(this.#delimiter)}`,
      { file: this.#name },
    );
  }
}

function parseHeader(line: Line, name: string, delimiter: string): Header {
  const refuse = (problem: string, column?: string): never => {
    const detail = { file: name, line: line.line, ...(column === undefined ? {} : { column }) };
    throw new EwsError('invalid_input', `${name}, line ${line.line} (header): ${problem}`, detail);
  };
  if (!('text' in line)) return refuse(lineFault(line).problem);
  const fields = splitFields(line.text, delimiter);
  if (fields === undefined) return refuse('Broken quotes.');
  const index = new Map<Column, number>();
  for (const [position, field] of fields.entries()) {
    const column = COLUMNS.find((known) => known === field);
    const shown = clip(field);
    if (column === undefined) {
      return refuse(
        `Unknown column "${shown}". Columns are ${COLUMNS.join(', ')}, parted by "${delimiter}"; a mapping reads others, and what begins with STRUCTURE is SDMX-CSV: state that format.`,
        shown,
      );
    }
    if (index.has(column)) return refuse(`Column "${column}" stands twice.`, column);
    index.set(column, position);
  }
  const missing = REQUIRED.find((column) => !index.has(column));
  if (missing !== undefined) return refuse(`Column "${missing}" is missing.`, missing);
  return { index, width: fields.length };
}

function readRow(line: number, text: string, header: Header, delimiter: string): RawRecord | Fault {
  const fields = splitFields(text, delimiter);
  if (fields === undefined) {
    return {
      line,
      reason: 'malformed',
      problem: 'Broken quotes. Put a field in quotes as a whole, double the quotes in it, on one line.',
    };
  }
  if (fields.length !== header.width) {
    return {
      line,
      reason: 'malformed',
      problem: `The row has ${fields.length} fields, the header ${header.width}. Look for a comma within a number.`,
    };
  }
  const field = (column: Column) => {
    const position = header.index.get(column);
    return position === undefined ? undefined : fields[position] || undefined;
  };
  const value = field('value');
  return {
    line,
    series: field('series'),
    period: field('period'),
    value: value === undefined ? undefined : (parseDecimal(value) ?? value),
    status: field('status'),
    knownAt: field('known_at'),
  };
}

function splitFields(text: string, delimiter: string): string[] | undefined {
  if (!text.includes('"')) return text.split(delimiter);
  try {
    const rows: string[][] = parse(text, { delimiter, relax_column_count: true, record_delimiter: '\n' });
    return rows.length === 1 ? rows[0] : undefined;
  } catch {
    return undefined;
  }
}
