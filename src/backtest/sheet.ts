import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { z } from 'zod';
import { EwsError } from '../domain/errors.ts';
import { periodOrdinal } from '../domain/time.ts';
import { csvRows } from '../ingest/formats/csv-rows.ts';
import { isFault } from '../ingest/raw.ts';

/** What is wrong with a file, and where; `ews` prints these one by one. */
interface Issue {
  readonly path: string;
  readonly message: string;
}

/** Day in the one form `2021-10-11`, as its number since 1970. */
export const DayColumn = z.string().transform((text, context) => {
  try {
    return periodOrdinal('D', text);
  } catch {
    context.addIssue({ code: 'custom', message: `"${text}" is no day such as 2021-10-11.` });
    return z.NEVER;
  }
});

/** ISO 3166-1 alpha-2, which is also how a node is called here. */
export const CountryColumn = z.string().regex(/^[A-Z]{2}$/, 'A country has two capital letters, such as KR.');

/** Names with spaces between them, none of them twice. */
export function listColumn(item: z.ZodString) {
  return z
    .string()
    .transform((text) => text.split(' ').filter((part) => part !== ''))
    .pipe(z.array(item))
    .refine((items) => new Set(items).size === items.length, 'Something is named twice.');
}

/**
 * Reads a CSV file that people wrote by hand, all of it or nothing: a crisis that was left out for a typing error would
 * change every figure. Columns that the schema does not name are left alone.
 * @param key column whose values are not repeated
 * @throws EwsError `invalid_input`, with each problem and its line
 */
export async function readSheet<Schema extends z.ZodObject>(
  file: string,
  schema: Schema,
  key: keyof z.infer<Schema> & string,
): Promise<z.infer<Schema>[]> {
  const name = basename(file);
  const issues: Issue[] = [];
  const rows: z.infer<Schema>[] = [];
  const seen = new Set<unknown>();
  let header: readonly string[] | undefined;
  for await (const row of csvRows(createReadStream(file), { name, delimiter: ',' })) {
    const refuse = (message: string, column?: string): void => {
      issues.push({ path: `${name}, line ${row.line}${column === undefined ? '' : `, ${column}`}`, message });
    };
    if (isFault(row)) {
      refuse(row.problem);
    } else if (header === undefined) {
      header = requireColumns(row.fields, schema, name);
    } else {
      const read = schema.safeParse(asRecord(header, row.fields));
      for (const { path, message } of read.error?.issues ?? []) refuse(message, String(path[0] ?? ''));
      if (!read.success) continue;
      const id = read.data[key];
      if (seen.has(id)) refuse(`"${id}" stands there already.`, key);
      seen.add(id);
      rows.push(read.data);
    }
  }
  if (rows.length === 0 && issues.length === 0) throw new EwsError('invalid_input', `${name} has no rows.`);
  if (issues.length === 0) return rows;
  const [{ path, message }] = issues as [Issue, ...Issue[]];
  throw new EwsError('invalid_input', `${path}: ${message}`, { file: name, issues });
}

function requireColumns(header: readonly string[], schema: z.ZodObject, name: string): readonly string[] {
  const needed = Object.entries(schema.shape).filter(([, column]) => !column.safeParse(undefined).success);
  const missing = needed.map(([column]) => column).filter((column) => !header.includes(column));
  if (missing.length === 0) return header;
  throw new EwsError('invalid_input', `${name} has no column ${missing.join(', ')}.`, { file: name });
}

function asRecord(header: readonly string[], fields: readonly string[]): Record<string, string> {
  return Object.fromEntries(header.map((column, index) => [column, fields[index]!.trim()]));
}
