import type { Mapping } from '../../domain/mapping.ts';
import { isBlank, lines } from '../lines.ts';
import { parseObject } from '../ndjson.ts';
import { type Fault, lineFault, type RawRecord } from '../raw.ts';
import { decodeText } from './decode-text.ts';
import { itemRow, JSON_COLUMNS } from './json-item.ts';
import { Mapper } from './mapper.ts';
import type { Catalogue } from './row.ts';

/**
 * Reads a publisher's NDJSON by a mapping, whose columns are the members of the objects.
 * @throws EwsError `invalid_input`: the mapping does not fit the format or the catalogue
 */
export async function* readMappedNdjson(
  input: AsyncIterable<Uint8Array>,
  name: string,
  mapping: Mapping,
  catalogue: Catalogue,
): AsyncGenerator<RawRecord | Fault> {
  const mapper = new Mapper(mapping, { name, catalogue }, JSON_COLUMNS);
  const { encoding = 'utf-8' } = mapping;
  for await (const line of lines(encoding === 'utf-8' ? input : decodeText(input, encoding))) {
    if (!('text' in line)) {
      yield lineFault(line);
    } else if (!isBlank(line.text)) {
      const object = parseObject(line.text);
      if (object !== undefined) yield* mapper.records(itemRow({ line: line.line }, object));
      else
        yield {
          line: line.line,
          reason: 'malformed',
          problem: 'Not a JSON object. Write one object a line.',
        };
    }
  }
}
