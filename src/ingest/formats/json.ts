import { clip } from '../../domain/bytes.ts';
import { EwsError } from '../../domain/errors.ts';
import type { Mapping } from '../../domain/mapping.ts';
import type { Fault, RawRecord } from '../raw.ts';
import { itemRow, JSON_COLUMNS } from './json-item.ts';
import { isBreak, JsonStream, type JsonValue, peekByte } from './json-stream.ts';
import { Mapper } from './mapper.ts';
import type { Catalogue } from './row.ts';

/** An item is at most this long. */
const MAX_ITEM_BYTES = 1024 * 1024;
const MEMBERS = ['series', 'period', 'value', 'status', 'knownAt'];

/**
 * Reads JSON: an array of rows, or an object that has them in `items`, as the answers of this node do; a `series`
 * before the items is that of each item that has none:
 *
 *     [{"series":"UREA_PRICE/W.W","period":"2021-10","value":769.5,"status":"A","knownAt":"2021-11-05T00:00:00Z"}]
 *
 * With a mapping, the members of an item are its columns. Holds one item at a time. A break in the document is
 * the last fault: nothing after it can be read.
 * @throws EwsError `invalid_input`: neither of both
 */
export async function* readJson(
  input: AsyncIterable<Uint8Array>,
  name: string,
  mapping: Mapping | undefined,
  catalogue: Catalogue,
): AsyncGenerator<RawRecord | Fault> {
  const { first, rest } = await peekByte(input);
  if (first !== BRACKET && first !== BRACE) throw noRows(name);
  const paths = first === BRACKET ? ['$.*'] : ['$.items.*', '$.series'];
  const stream = new JsonStream({ paths, maxValueBytes: MAX_ITEM_BYTES });
  const items = new Items(mapping && new Mapper(mapping, { name, catalogue }, JSON_COLUMNS));
  for await (const found of stream.read(rest)) {
    if (isBreak(found)) {
      const { reason, byte, problem } = found;
      const place = `item ${items.count + 1}, before byte ${byte}`;
      yield { line: items.count + 1, place, reason, problem: `The JSON cannot be read on: ${problem}.` };
    } else {
      for (const record of items.read(found)) yield record;
    }
  }
  if (first === BRACE && items.count === 0 && !stream.members.has('items')) {
    throw noRows(name, stream.members.has('data') ? ' It may be SDMX-JSON: state that format.' : '');
  }
}

const BRACKET = 0x5b;
const BRACE = 0x7b;

function noRows(file: string, hint = ''): EwsError {
  const problem = 'is neither an array of rows nor an object with an array named items';
  return new EwsError('invalid_input', `${file} ${problem}.${hint}`, { file });
}

class Items {
  readonly #mapper: Mapper | undefined;
  #series: unknown;
  #count = 0;

  constructor(mapper: Mapper | undefined) {
    this.#mapper = mapper;
  }

  get count(): number {
    return this.#count;
  }

  *read({ path, value }: JsonValue): Generator<RawRecord | Fault> {
    if (path.length === 1 && path[0] === 'series') {
      this.#series = value;
      return;
    }
    this.#count += 1;
    const at = { line: this.#count, place: `item ${this.#count}` };
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      yield { ...at, reason: 'malformed', problem: 'Not a JSON object. Each item is an object.' };
    } else if (this.#mapper !== undefined) {
      yield* this.#mapper.records(itemRow(at, value as Record<string, unknown>));
    } else {
      yield this.#record(at, value as Record<string, unknown>);
    }
  }

  #record(at: { line: number; place: string }, item: Record<string, unknown>): RawRecord | Fault {
    const unknown = Object.keys(item).find((member) => !MEMBERS.includes(member));
    if (unknown !== undefined) {
      const column = clip(unknown);
      const problem = `Unknown member "${column}". Members are ${MEMBERS.join(', ')}; a mapping reads others.`;
      return { ...at, column, reason: 'malformed', problem };
    }
    const part = (member: string) => item[member] ?? undefined;
    return {
      ...at,
      series: part('series') ?? this.#series,
      period: part('period'),
      value: part('value'),
      status: part('status'),
      knownAt: part('knownAt'),
    };
  }
}
