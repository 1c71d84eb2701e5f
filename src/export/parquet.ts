import { ByteWriter, type ColumnSource, ParquetWriter } from 'hyparquet-writer';
import { ObservationStatus, type SeriesVintages } from '../domain/series.ts';
import { formatPeriod } from '../domain/time.ts';

/** Rows of a group: so many are held until they are written. */
const GROUP_ROWS = 50_000;

const TEXT = { type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' } as const;
const SCHEMA: ConstructorParameters<typeof ParquetWriter>[0]['schema'] = [
  { name: 'root', num_children: 6 },
  { name: 'series', ...TEXT },
  { name: 'frequency', ...TEXT },
  { name: 'period', ...TEXT },
  { name: 'value', type: 'DOUBLE', repetition_type: 'OPTIONAL' },
  { name: 'status', ...TEXT },
  { name: 'known_at', type: 'INT64', converted_type: 'TIMESTAMP_MILLIS', repetition_type: 'REQUIRED' },
];

/**
 * Apache Parquet, compressed with Snappy: `series`, `frequency`, `period`, `value` (null where there is none),
 * `status` and `known_at` (UTC, milliseconds). The bytes of one row group are held at a time.
 */
export async function* parquetBytes(all: AsyncIterable<SeriesVintages>): AsyncGenerator<Uint8Array> {
  const output = new ByteWriter();
  const file = new ParquetWriter({ writer: output, schema: SCHEMA });
  let group = new Group();
  for await (const columns of all) {
    for (let row = 0; row < columns.ordinals.length; row += 1) {
      group.add(columns, row);
      if (group.rows < GROUP_ROWS) continue;
      yield await written(file, output, group);
      group = new Group();
    }
  }
  if (group.rows > 0) yield await written(file, output, group);
  await file.finish();
  yield taken(output);
}

async function written(file: ParquetWriter, output: ByteWriter, group: Group): Promise<Uint8Array> {
  await file.write({ columnData: group.columns, rowGroupSize: GROUP_ROWS });
  return taken(output);
}

/** What was written since the last time; the writer counts offsets by itself. */
function taken(output: ByteWriter): Uint8Array {
  const bytes = output.getBytes().slice();
  output.index = 0;
  return bytes;
}

class Group {
  readonly #series: string[] = [];
  readonly #frequency: string[] = [];
  readonly #period: string[] = [];
  readonly #value: (number | null)[] = [];
  readonly #status: string[] = [];
  readonly #knownAt: Date[] = [];

  get rows(): number {
    return this.#series.length;
  }

  get columns(): ColumnSource[] {
    const columns = [
      ['series', this.#series],
      ['frequency', this.#frequency],
      ['period', this.#period],
      ['value', this.#value],
      ['status', this.#status],
      ['known_at', this.#knownAt],
    ] as const;
    // Offsets of pages would be held to the end of the file.
    return columns.map(([name, data]) => ({ name, data: [...data], offsetIndex: false }));
  }

  add({ series, frequency, ordinals, values, statuses, knownAt }: SeriesVintages, row: number): void {
    const value = values[row]!;
    this.#series.push(series);
    this.#frequency.push(frequency);
    this.#period.push(formatPeriod(frequency, ordinals[row]!));
    this.#value.push(Number.isNaN(value) ? null : value);
    this.#status.push(ObservationStatus.options[statuses[row]!]!);
    this.#knownAt.push(new Date(knownAt[row]!));
  }
}
