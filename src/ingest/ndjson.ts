import { clip } from '../domain/bytes.ts';
import { isBlank, type Line, lines } from './lines.ts';
import { type Fault, lineFault, type RawRecord } from './raw.ts';

const MEMBERS = ['series', 'period', 'value', 'status', 'knownAt'];

/**
 * Reads NDJSON, one object a line:
 *
 *     {"series":"UREA_PRICE/W.W","period":"2021-10","value":769.5,"status":"A","knownAt":"2021-11-05T00:00:00Z"}
 *
 * `status` and `knownAt` may be left out; `value` is `null` or left out where the status has none, such as `M`.
 */
export async function* readNdjson(input: AsyncIterable<Uint8Array>): AsyncGenerator<RawRecord | Fault> {
  for await (const line of lines(input)) {
    const row = readNdjsonLine(line);
    if (row !== undefined) yield row;
  }
}

/** The row of a line; nothing for a blank one. */
export function readNdjsonLine(line: Line): RawRecord | Fault | undefined {
  if (!('text' in line)) return lineFault(line);
  return isBlank(line.text) ? undefined : readObject(line.line, line.text);
}

function readObject(line: number, text: string): RawRecord | Fault {
  const object = parseObject(text);
  if (object === undefined) {
    return { line, reason: 'malformed', problem: 'Not a JSON object. Write one object a line.' };
  }
  const unknown = Object.keys(object).find((member) => !MEMBERS.includes(member));
  if (unknown !== undefined) {
    const column = clip(unknown);
    return {
      line,
      column,
      reason: 'malformed',
      problem: `Unknown member "${column}". Members are ${MEMBERS.join(', ')}.`,
    };
  }
  const part = (member: string) => object[member] ?? undefined;
  return {
    line,
    series: part('series'),
    period: part('period'),
    value: part('value'),
    status: part('status'),
    knownAt: part('knownAt'),
  };
}

/** `undefined`: not a JSON object. */
export function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return value as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
