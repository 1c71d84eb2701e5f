import { clip } from '../domain/bytes.ts';
import { EwsError } from '../domain/errors.ts';
import type { Delimiter, Mapping } from '../domain/mapping.ts';
import { readCsv } from './csv.ts';
import type { Compression } from './decompress.ts';
import { readJson } from './formats/json.ts';
import { readMappedCsv } from './formats/mapped-csv.ts';
import { readMappedNdjson } from './formats/mapped-ndjson.ts';
import type { Catalogue } from './formats/row.ts';
import { readSdmxCsv } from './formats/sdmx-csv.ts';
import { readSdmxJson } from './formats/sdmx-json.ts';
import { readNdjson } from './ndjson.ts';
import type { Fault, Format, RawRecord } from './raw.ts';

const BY_MEDIA_TYPE: Readonly<Record<string, Format>> = {
  'text/csv': 'csv',
  'application/x-ndjson': 'ndjson',
  'application/ndjson': 'ndjson',
  'application/jsonl': 'ndjson',
  'application/json': 'json',
  'application/vnd.sdmx.data+csv': 'sdmx-csv',
  'application/vnd.sdmx.data+json': 'sdmx-json',
};

/** The media types of bodies that are read. */
export const MEDIA_TYPES: readonly string[] = Object.keys(BY_MEDIA_TYPE);

/** Endings of file names; the longest one counts. */
const BY_ENDING: Readonly<Record<string, Format>> = {
  'sdmx.csv': 'sdmx-csv',
  'sdmx.json': 'sdmx-json',
  csv: 'csv',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
  json: 'json',
};

/** What may follow the ending of a compressed file. */
const COMPRESSED = /\.(?:gz|zst)$/i;

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
 * The format of a file by the end of its name, which may say that it is compressed.
 * @throws EwsError `unsupported_media_type`
 */
export function parseFileName(name: string): Format {
  const plain = name.replace(COMPRESSED, '').toLowerCase();
  const ending = Object.keys(BY_ENDING).find((one) => plain.endsWith(`.${one}`));
  if (ending !== undefined) return BY_ENDING[ending]!;
  throw new EwsError(
    'unsupported_media_type',
    `The format of "${clip(name)}" is not known. Its name ends in .${Object.keys(BY_ENDING).join(' or .')}, and .gz or .zst after that.`,
  );
}

/**
 * The compression that `Content-Encoding` names; absent: the first bytes tell.
 * @throws EwsError `unsupported_media_type`
 */
export function parseEncoding(encoding: string | undefined): Compression | undefined {
  const name = encoding?.trim().toLowerCase() ?? 'identity';
  if (name === 'identity' || name === '') return undefined;
  if (name === 'gzip' || name === 'x-gzip') return 'gzip';
  if (name === 'zstd') return 'zstd';
  throw new EwsError(
    'unsupported_media_type',
    `"${clip(name)}" cannot be decompressed. Send gzip, zstd or neither.`,
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
  readonly delimiter?: Delimiter | undefined;
  /** How the file's columns become observations; absent: it has the node's own columns, or is SDMX. */
  readonly mapping?: Mapping | undefined;
  /** The dimensions of the indicators. A mapping is checked by them, and SDMX without a mapping is read by them. */
  readonly catalogue?: Catalogue | undefined;
}

const NO_CATALOGUE: Catalogue = new Map();

/** The rows of a source, each with its place. Holds one row at a time; in JSON, one item. */
export function readRows({
  input,
  format,
  name,
  delimiter,
  mapping,
  catalogue = NO_CATALOGUE,
}: Source): AsyncGenerator<RawRecord | Fault> {
  switch (format) {
    case 'csv':
      return mapping === undefined
        ? readCsv(input, name, delimiter ?? ',')
        : readMappedCsv(input, name, mapping, catalogue, delimiter);
    case 'ndjson':
      return mapping === undefined ? readNdjson(input) : readMappedNdjson(input, name, mapping, catalogue);
    case 'json':
      return readJson(input, name, mapping, catalogue);
    case 'sdmx-csv':
      return readSdmxCsv(input, name, mapping, catalogue);
    case 'sdmx-json':
      return readSdmxJson(input, name, mapping, catalogue);
  }
}
