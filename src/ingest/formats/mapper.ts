import { clip } from '../../domain/bytes.ts';
import type { MappedSeries, Mapping } from '../../domain/mapping.ts';
import { type PeriodReader, periodReader, sdmxPeriodReader } from '../../domain/period-format.ts';
import type { Fault, RawRecord, RecordPart } from '../raw.ts';
import { applies, codeOf, placeOf, Stop, textOf } from './cells.ts';
import { requireColumns, requireDimensions } from './mapping-fit.ts';
import { type NumberReader, numberReader, scaled } from './number-reader.ts';
import type { Row, Table } from './row.ts';

/** The names that a format gives to its columns where a mapping names none. */
export interface UsualColumns {
  readonly period: string;
  readonly value: string;
  /** Read if it is there. */
  readonly status?: string;
  /** Read if it is there. */
  readonly knownAt?: string;
}

/** A place where a row says a value. */
interface ValuePlace {
  readonly column: string;
  /** The period of the column; absent: the row says it. */
  readonly period?: string;
  /** What the file calls the parts of what is read here. */
  readonly columns: Readonly<Partial<Record<RecordPart, string>>>;
}

interface MappedValues {
  readonly series: MappedSeries;
  readonly places: readonly ValuePlace[];
  readonly read: NumberReader;
  readonly times: (digits: string) => number | undefined;
}

/** Makes records of the rows of a table, by a mapping. */
export class Mapper {
  readonly #mapping: Mapping;
  readonly #table: Table;
  readonly #usual: UsualColumns;
  readonly #period: PeriodReader;
  readonly #periods = new Map<string, string>();
  readonly #day: PeriodReader | undefined;
  readonly #values: readonly MappedValues[];
  readonly #status: string | undefined;
  readonly #knownAt: string | undefined;

  /** @throws EwsError `invalid_input`: the table does not have the columns, or an indicator not these dimensions */
  constructor(mapping: Mapping, table: Table, usual: UsualColumns) {
    this.#mapping = mapping;
    this.#table = table;
    this.#usual = usual;
    const { header, format = 'SDMX', frequency } = mapping.period ?? {};
    this.#period = readerOf(header ?? format, frequency);
    const { format: day } = mapping.knownAt ?? {};
    this.#day = day === undefined ? undefined : readerOf(day, 'D');
    const has = (column: string | undefined) =>
      column !== undefined && (table.columns === undefined || table.columns.includes(column));
    this.#status = mapping.status?.column ?? (has(usual.status) ? usual.status : undefined);
    this.#knownAt = mapping.knownAt?.column ?? (has(usual.knownAt) ? usual.knownAt : undefined);
    const numbers = numberReader(mapping);
    this.#values = mapping.series.map((series) => ({
      series,
      places: this.#places(series),
      read: numbers(series.scale),
      times: scaled(series.scale ?? 1),
    }));
    requireColumns(mapping, table, this.#needed());
    requireDimensions(mapping, table);
  }

  /**
   * One record for each value of a row; none where the mapping leaves the row out. `bare`: a row that has no value
   * by what it is, such as a deletion.
   */
  *records(row: Row, bare = false): Generator<RawRecord | Fault> {
    for (const values of this.#values) {
      if (!applies(values.series, row)) continue;
      try {
        yield* this.#ofSeries(row, values, bare);
      } catch (error) {
        if (!(error instanceof Stop)) throw error;
        const { column, reason, message: problem } = error;
        yield { ...placeOf(row), column, reason, problem };
      }
    }
  }

  *#ofSeries(row: Row, values: MappedValues, bare: boolean): Generator<RawRecord> {
    const status = bare ? undefined : this.#statusOf(row);
    // Only a row that has a value has to have the rest.
    let key: string | undefined;
    let known: unknown;
    for (const { column, period, columns } of values.places) {
      const value = bare ? undefined : this.#valueOf(row.cell(column), values, period);
      if (value === NOTHING) continue;
      if (key === undefined) {
        key = this.#keyOf(row, values.series);
        known = this.#knownAtOf(row);
      }
      yield {
        ...placeOf(row),
        columns,
        series: key,
        period: period ?? this.#periodOf(row),
        value: typeof value === 'object' ? undefined : value,
        status: typeof value === 'object' ? value.status : status,
        knownAt: known,
      };
    }
  }

  #valueOf(cell: unknown, { read, times }: MappedValues, period: string | undefined) {
    if (typeof cell === 'number') return times(String(cell)) ?? cell;
    const text = textOf(cell);
    const { markers } = this.#mapping;
    if (Object.hasOwn(markers, text)) {
      const status = markers[text]!;
      return status === 'none' ? NOTHING : { status };
    }
    // An empty cell of a wide table is a period that the publisher has not got to yet.
    if (text === '') return period === undefined ? undefined : NOTHING;
    return read(text);
  }

  #keyOf(row: Row, { indicator, dimensions }: MappedSeries): string {
    const code = codeOf(row, indicator);
    const names = this.#table.catalogue.get(code)?.dimensions ?? Object.keys(dimensions);
    const values = names.map((name) => {
      const part = dimensions[name];
      if (part !== undefined) return codeOf(row, part);
      throw new Stop(
        indicator.column ?? 'series',
        'bad_series',
        `The mapping has no dimension "${name}", which ${code} has.`,
      );
    });
    return `${code}/${values.join('.')}`;
  }

  #periodOf(row: Row): string {
    const { format = 'SDMX' } = this.#mapping.period ?? {};
    const columns = this.#periodColumns();
    const text = columns.map((name) => textOf(row.cell(name))).join(' ');
    const known = this.#periods.get(text);
    if (known !== undefined) return known;
    const period = this.#period(text);
    if (period !== undefined) return this.#remember(text, period);
    const wanted =
      format === 'SDMX' ? 'such as 2021, 2021-Q4, 2021-10, 2021-W41 or 2021-10-11' : `of the form ${format}`;
    throw new Stop(columns.join(', '), 'bad_period', `"${clip(text)}" is not a period ${wanted}.`);
  }

  /** The same periods come again and again. */
  #remember(text: string, period: string): string {
    if (this.#periods.size === MAX_PERIODS) this.#periods.clear();
    this.#periods.set(text, period);
    return period;
  }

  #statusOf(row: Row): string | undefined {
    if (this.#status === undefined) return undefined;
    const text = textOf(row.cell(this.#status));
    const values = this.#mapping.status?.values;
    if (values === undefined) return text || undefined;
    if (Object.hasOwn(values, text)) return values[text];
    if (text === '') return undefined;
    throw new Stop(this.#status, 'bad_status', `The mapping has no status for "${clip(text)}".`);
  }

  #knownAtOf(row: Row): unknown {
    if (this.#knownAt === undefined) return undefined;
    const text = textOf(row.cell(this.#knownAt));
    if (text === '' || this.#day === undefined) return text || undefined;
    const day = this.#day(text);
    if (day !== undefined) return `${day}T${this.#mapping.knownAt?.time}`;
    const format = this.#mapping.knownAt?.format;
    throw new Stop(this.#knownAt, 'bad_time', `"${clip(text)}" is not a day of the form ${format}.`);
  }

  #places({ value = this.#usual.value }: MappedSeries): readonly ValuePlace[] {
    const others = {
      period: this.#periodColumns().join(', '),
      ...(this.#status === undefined ? {} : { status: this.#status }),
      ...(this.#knownAt === undefined ? {} : { knownAt: this.#knownAt }),
    };
    if (this.#mapping.period?.header === undefined) {
      return [{ column: value, columns: { ...others, value } }];
    }
    return (this.#table.columns ?? []).flatMap((column) => {
      const period = this.#period(column);
      if (period === undefined) return [];
      return [{ column, period, columns: { ...others, value: column, period: column } }];
    });
  }

  #periodColumns(): readonly string[] {
    const { columns, column = this.#usual.period, header } = this.#mapping.period ?? {};
    return header === undefined ? (columns ?? [column]) : [];
  }

  /** The columns without which nothing can be read. */
  #needed(): readonly string[] {
    return [
      ...this.#periodColumns(),
      ...this.#values.flatMap(({ places }) => places.map(({ column }) => column)),
      ...[this.#status, this.#knownAt].filter((column) => column !== undefined),
    ];
  }
}

const MAX_PERIODS = 10_000;

/** No observation stands here. */
const NOTHING = Symbol('nothing');

function readerOf(format: string, frequency: Parameters<typeof periodReader>[1]): PeriodReader {
  return format === 'SDMX' ? sdmxPeriodReader(frequency) : periodReader(format, frequency);
}
