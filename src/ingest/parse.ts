import { clip } from '../domain/bytes.ts';
import { EwsError } from '../domain/errors.ts';
import { readCsv } from './csv.ts';
import { readNdjson } from './ndjson.ts';
import type { Fault, Format, RawRecord } from './raw.ts';

const BY_MEDIA_TYPE: Readonly<Record<string, Format>> = {
  'text/csv': 'csv',
  'application/x-ndjson': 'ndjson',
  'application/ndjson': 'ndjson',
  'application/jsonl': 'ndjson',
};

const BY_ENDING: Readonly<Record<string, Format>> = { csv: 'csv', ndjson: 'ndjson', jsonl: 'ndjson' };

/**
 * The format of a media type such as `text/csv; charset=utf-8`.
 * @throws EwsError `unsupported_media_type`
 */
export function parseMediaType(mediaType: string): Format {
  const format = lookUp(BY_MEDIA_TYPE, mediaType.split(';')[0]!.trim().toLowerCase());
  if (format !== undefined) return format;
  throw new EwsError(
    'unsupported_media_type',
    `"${clip(mediaType)}" cannot be read. Send ${Object.keys(BY_MEDIA_TYPE).join(' or ')}.`,
  );
}

/**
 * The format of a file by the end of its name.
 * @throws EwsError `unsupported_media_type`
 */
export function parseFileName(name: string): Format {
  const format = lookUp(BY_ENDING, name.slice(name.lastIndexOf('.') + 1).toLowerCase());
  if (format !== undefined) return format;
  throw new EwsError(
    'unsupported_media_type',
    `The format of "${clip(name)}" is not known. Its name ends in .${Object.keys(BY_ENDING).join(' or .')}.`,
  );
}

function lookUp(table: Readonly<Record<string, Format>>, key: string): Format | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** What a stream of bytes is read as. */
export interface Source {
  readonly input: AsyncIterable<Uint8Array>;
  readonly format: Format;
  /** Name of the file, for messages. */
  readonly name: string;
  /** What parts the fields of CSV; a comma unless stated. It is never guessed. */
  readonly delimiter?: ',' | ';' | '\t' | undefined;
}

/** The rows of a source, each with its line number. Holds one line at a time. */
export function readRows({
  input,
  format,
  name,
  delimiter = ',',
}: Source): AsyncGenerator<RawRecord | Fault> {
  switch (format) {
    case 'csv':
      return readCsv(input, name, delimiter);
    case 'ndjson':
      return readNdjson(input);
  }
}
