import type { UsualColumns } from './mapper.ts';
import type { Row } from './row.ts';

/** The names of the members of rows in JSON and NDJSON. */
export const JSON_COLUMNS = {
  period: 'period',
  value: 'value',
  status: 'status',
  knownAt: 'knownAt',
} as const satisfies UsualColumns;

/** An object as a row, whose columns are its members. */
export function itemRow(at: { line: number; place?: string }, item: Readonly<Record<string, unknown>>): Row {
  return { ...at, cell: (column) => (Object.hasOwn(item, column) ? (item[column] ?? undefined) : undefined) };
}
