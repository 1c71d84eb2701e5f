import { existsSync } from 'node:fs';
import { Mapping } from '../../../src/domain/mapping.ts';
import { readRows, type Source } from '../../../src/ingest/parse.ts';
import { type Fault, isFault, type RawRecord } from '../../../src/ingest/raw.ts';

/** Dimensions of the indicators that the tests read. */
export const CATALOGUE = new Map([
  ['UREA_PRICE', { dimensions: ['reporter', 'partner'] }],
  ['UREA_VOLUME', { dimensions: ['reporter', 'partner'] }],
  ['FX_RATE', { dimensions: ['currency'] }],
  ['RICE', { dimensions: ['reporter'] }],
]);

interface Stated extends Partial<Omit<Source, 'input' | 'mapping'>> {
  readonly mapping?: unknown;
  readonly chunk?: number;
  /** Overwrite a chunk as soon as the next one is asked for, as readers of files do. */
  readonly reuse?: boolean;
}

/** The rows of a text or of bytes, which come in chunks of 7 bytes unless stated. */
export async function read(
  content: string | Uint8Array,
  { mapping, chunk = 7, reuse = false, ...stated }: Stated,
): Promise<{ records: RawRecord[]; faults: Fault[] }> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  async function* input() {
    for (let start = 0; start < bytes.length; start += chunk) {
      const piece = Buffer.from(bytes.subarray(start, start + chunk));
      yield piece;
      if (reuse) piece.fill(0x78);
    }
  }
  const rows: (RawRecord | Fault)[] = [];
  const source = {
    input: input(),
    format: 'csv',
    name: 'file.csv',
    catalogue: CATALOGUE,
    ...stated,
    mapping: mapping === undefined ? undefined : Mapping.parse(mapping),
  } as const;
  for await (const row of readRows(source)) rows.push(row);
  return {
    records: rows.filter((row): row is RawRecord => !isFault(row)),
    faults: rows.filter((row) => isFault(row)),
  };
}

/** What an observation is, without its place: series, period, value, status, known at. */
export function short(records: readonly RawRecord[]): unknown[][] {
  return records.map(({ series, period, value, status, knownAt }) =>
    [series, period, value, status, knownAt].slice(
      0,
      knownAt === undefined ? (status === undefined ? 3 : 4) : 5,
    ),
  );
}

const ASSETS = new URL('../../../../shared/assets/', import.meta.url);

/** The file of a sample that others wrote, or why it cannot be read. */
export function sample(path: string): { file: URL; skip: string | false } {
  const file = new URL(path, ASSETS);
  return { file, skip: existsSync(file) ? false : `${path} is not there` };
}
