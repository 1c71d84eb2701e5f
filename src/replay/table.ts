import type { Pace } from '../detect/channels/pace.ts';
import { EwsError } from '../domain/errors.ts';
import { DAY_MS, type EpochMs } from '../domain/time.ts';
import { csvRows } from '../ingest/formats/csv-rows.ts';
import { isFault } from '../ingest/raw.ts';
import type { Row } from './history.ts';
import { endOf, ordinalOf, paceOf, startOfPeriod } from './period.ts';

/** A row that says nothing that can be used, and why. */
export interface Refused {
  readonly line: number;
  readonly problem: string;
}

export interface TableSeries {
  readonly series: string;
  readonly pace: Pace;
  readonly rows: readonly Row[];
}

/** What a table holds. Its rows are those of the series, those without a value, and the refused ones. */
export interface Table {
  readonly series: readonly TableSeries[];
  readonly withoutValue: number;
  readonly refused: readonly Refused[];
}

export interface TableForm {
  /** Of the file, for messages. */
  readonly name: string;
  /** What is stated of a series; absent: by the distances between its periods. */
  readonly pace?: ((series: string) => Pace | undefined) | undefined;
  /** From the end of a period to when its value can be known, where the table has no column `available`. */
  readonly lagDays?: ((series: string) => number) | undefined;
}

interface Cell {
  readonly line: number;
  readonly period: string;
  readonly start: EpochMs;
  readonly value: number;
  readonly available: EpochMs | undefined;
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/;
/** How files say that there is no value. */
const NO_VALUE = new Set(['', '.', 'NA', 'N/A', 'NaN', 'nan', 'null']);
const NEEDED = ['series', 'period', 'value'] as const;

/**
 * Reads a table with the columns `series`, `period`, `value` and, optionally, `available`; others are left alone. A bad
 * row costs itself alone. @throws EwsError `invalid_input`: no header, or a column is missing
 */
export async function readTable(input: AsyncIterable<Uint8Array>, form: TableForm): Promise<Table> {
  const cells = new Map<string, Cell[]>();
  const refused: Refused[] = [];
  let columns: Columns | undefined;
  let withoutValue = 0;
  for await (const row of csvRows(input, { name: form.name, delimiter: ',' })) {
    if (isFault(row)) {
      refused.push({ line: row.line, problem: row.problem });
    } else if (columns === undefined) {
      columns = columnsOf(row.fields, form.name);
    } else {
      const read = readRow(row.line, row.fields, columns);
      if (read === undefined) withoutValue += 1;
      else if ('problem' in read) refused.push(read);
      else push(cells, read.series, read.cell);
    }
  }
  const series = [...cells].map(([name, those]) => seriesOf(name, those, form, refused));
  return { series, withoutValue, refused };
}

type Columns = Readonly<Record<(typeof NEEDED)[number], number>> & { readonly available: number };

function columnsOf(header: readonly string[], name: string): Columns {
  const missing = NEEDED.filter((column) => !header.includes(column));
  if (missing.length > 0) {
    throw new EwsError(
      'invalid_input',
      `${name} has no column ${missing.join(', ')}. Its header has to name series, period, value and may name available.`,
      { file: name },
    );
  }
  const [series, period, value] = NEEDED.map((column) => header.indexOf(column));
  return { series: series!, period: period!, value: value!, available: header.indexOf('available') };
}

function readRow(
  line: number,
  fields: readonly string[],
  columns: Columns,
): { series: string; cell: Cell } | Refused | undefined {
  const field = (column: number) => fields[column]?.trim() ?? '';
  const [series, period, text] = [field(columns.series), field(columns.period), field(columns.value)];
  if (NO_VALUE.has(text)) return undefined;
  const refuse = (problem: string): Refused => ({ line, problem });
  const start = startOfPeriod(period);
  if (series === '') return refuse('The column series is empty.');
  if (start === undefined)
    return refuse(`"${period}" is no period such as 2021-10-11, 2021-10 or 2021-10-11T08:05:00Z.`);
  const value = NUMBER.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(value)) return refuse(`"${text}" is not a number such as 1234.5.`);
  const stated = columns.available === -1 ? '' : field(columns.available);
  const available = stated === '' ? undefined : startOfPeriod(stated);
  if (stated !== '' && available === undefined)
    return refuse(`"${stated}" is no time such as 2021-10-11 or 2021-10-11T08:05:00Z.`);
  return { series, cell: { line, period, start, value, available } };
}

function seriesOf(series: string, cells: readonly Cell[], form: TableForm, refused: Refused[]): TableSeries {
  const pace = form.pace?.(series) ?? paceOf(cells.map(({ start }) => start));
  const lag = (form.lagDays?.(series) ?? 0) * DAY_MS;
  const seen = new Set<string>();
  const rows: Row[] = [];
  for (const { line, period, start, value, available } of cells) {
    const ordinal = ordinalOf(pace, start);
    const availableAt = available ?? endOf(pace, ordinal) + lag;
    const key = `${ordinal} ${availableAt}`;
    if (seen.has(key)) {
      const problem = `${series} has a value of ${period} already, known at the same time. A revision needs a later time in the column available.`;
      refused.push({ line, problem });
      continue;
    }
    seen.add(key);
    rows.push({ period, ordinal, value, availableAt });
  }
  return { series, pace, rows };
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const held = map.get(key);
  if (held === undefined) map.set(key, [value]);
  else held.push(value);
}
