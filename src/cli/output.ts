import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import Table from 'cli-table3';
import { clientEnvironment } from '../config/client-environment.ts';

/** Text from elsewhere, made safe for a terminal: a peer's headline must not move the cursor. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, ' ');
}

export function printLine(text = ''): void {
  process.stdout.write(`${text}\n`);
}

/** Remarks for people, beside the result: they never mix with what a program reads. */
export function printRemark(text: string): void {
  process.stderr.write(`${text}\n`);
}

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** A long result, piece by piece. Whoever reads may have read enough. */
export async function writeOut(pieces: Iterable<string> | AsyncIterable<Uint8Array>): Promise<void> {
  try {
    await pipeline(Readable.from(pieces, { objectMode: false }), process.stdout, { end: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
  }
}

/** A column: its head, and its text in a row. */
export type Column<Row> = readonly [head: string, text: (row: Row) => unknown];

/** Rows for people: with a grid on a terminal, with tabs into a pipe. */
export function printTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): void {
  const cells = rows.map((row) => columns.map(([, text]) => shown(text(row))));
  const heads = columns.map(([head]) => head);
  if (!process.stdout.isTTY) {
    for (const line of [heads, ...cells]) printLine(line.join('\t'));
    return;
  }
  const table = new Table({ head: heads, style: { head: [], border: [], compact: true } });
  table.push(...cells);
  printLine(table.toString());
  printLine(`${rows.length} ${rows.length === 1 ? 'row' : 'rows'}`);
}

/** One thing for people: a line for each member that has a value, members of members with a dot. */
export function printRecord(record: object, prefix = ''): void {
  for (const [name, value] of Object.entries(record)) {
    const isGroup = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (isGroup) printRecord(value, `${prefix}${name}.`);
    else if (value !== undefined && value !== null) printLine(`${prefix}${name}: ${shown(value)}`);
  }
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map(shown).join(', ');
  return printable(typeof value === 'object' ? JSON.stringify(value) : String(value));
}

/** The text in the language of the terminal, else in another one that there is. */
export function localised(text: Partial<Record<string, string>> | undefined): string {
  return text?.[clientEnvironment().language] ?? text?.en ?? text?.ko ?? text?.ja ?? '';
}

/** A time in milliseconds since 1970, as text. */
export function moment(at: number | null | undefined): string {
  return at === undefined || at === null ? '' : new Date(at).toISOString();
}
