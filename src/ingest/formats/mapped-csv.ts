import type { Mapping } from '../../domain/mapping.ts';
import { type Fault, isFault, type RawRecord } from '../raw.ts';
import { type CsvForm, csvRows } from './csv-rows.ts';
import { Mapper } from './mapper.ts';
import type { Catalogue, Row } from './row.ts';

const USUAL = { period: 'period', value: 'value' };

/**
 * Reads a publisher's CSV file, long or wide, by a mapping. One line of a wide file gives a record for each column
 * that holds values; each of them is a row offered.
 * @throws EwsError `invalid_input`: no header, or one that the mapping does not fit
 */
export async function* readMappedCsv(
  input: AsyncIterable<Uint8Array>,
  name: string,
  mapping: Mapping,
  catalogue: Catalogue,
  delimiter: CsvForm['delimiter'] = mapping.delimiter ?? ',',
): AsyncGenerator<RawRecord | Fault> {
  let mapper: Mapper | undefined;
  let positions: ReadonlyMap<string, number> = new Map();
  for await (const row of csvRows(input, { ...mapping, name, delimiter })) {
    if (isFault(row)) {
      yield row;
    } else if (mapper === undefined) {
      mapper = new Mapper(mapping, { name, columns: row.fields, line: row.line, catalogue }, USUAL);
      positions = new Map(row.fields.map((field, position) => [field, position]));
    } else {
      for (const record of mapper.records(rowOf(row.line, row.fields, positions))) yield record;
    }
  }
}

/** The cells of a line by the names of their columns. */
export function rowOf(line: number, fields: readonly string[], positions: ReadonlyMap<string, number>): Row {
  return {
    line,
    cell: (column) => {
      const position = positions.get(column);
      return position === undefined ? undefined : fields[position];
    },
  };
}
