import { componentOf } from '../domain/sdmx.ts';
import { dimensionValues, indicatorOfSeries, type SeriesVintages, WITHDRAWN } from '../domain/series.ts';
import { type ExportRow, exportRows } from './rows.ts';

/** A format of text: what stands before, for each row, between rows, and after. */
export interface TextWriter {
  readonly start: string;
  /** Gives the text of each row of a series. */
  rows(columns: SeriesVintages): Generator<string>;
  readonly between: string;
  readonly end: string;
}

/** `series,period,value,status,known_at`: what `ews ingest` reads as CSV without a mapping. */
export function csvWriter(): TextWriter {
  return {
    start: 'series,period,value,status,known_at\n',
    *rows(columns) {
      for (const { period, value = '', status, knownAt } of exportRows(columns)) {
        yield `${columns.series},${period},${value},${status},${knownAt}\n`;
      }
    },
    between: '',
    end: '',
  };
}

/** One object a line. */
export function ndjsonWriter(): TextWriter {
  return {
    start: '',
    *rows({ series, ...columns }) {
      for (const row of exportRows({ series, ...columns })) yield `${objectText(series, row)}\n`;
    },
    between: '',
    end: '',
  };
}

/** `{"items":[…]}`, as the answers of the API. */
export function jsonWriter(): TextWriter {
  return {
    start: '{"items":[\n',
    *rows({ series, ...columns }) {
      for (const row of exportRows({ series, ...columns })) yield objectText(series, row);
    },
    between: ',\n',
    end: '\n]}\n',
  };
}

/** A value is written as JavaScript writes it, which is how JSON does. Keys and codes need no escapes. */
function objectText(series: string, { period, value, status, knownAt }: ExportRow): string {
  const part = value === undefined ? '' : `,"value":${value}`;
  return `{"series":"${series}","period":"${period}"${part},"status":"${status}","knownAt":"${knownAt}"}`;
}

/** What SDMX-CSV says besides the observations. */
export interface SdmxContext {
  /** Who maintains the structures: the id of the node. */
  readonly agency: string;
  /** The dimensions of each indicator that is exported. */
  readonly dimensions: ReadonlyMap<string, readonly string[]>;
}

/**
 * SDMX-CSV 2.0: an indicator is a dataflow, its dimensions are columns in capitals; those of other indicators stay
 * empty. KNOWN_AT is a column of our own. What was withdrawn is deleted.
 *
 *     STRUCTURE,STRUCTURE_ID,ACTION,FREQ,REPORTER,PARTNER,TIME_PERIOD,OBS_VALUE,OBS_STATUS,KNOWN_AT
 *     dataflow,kr.ews.example:UREA_PRICE(1.0),R,M,W,W,2021-10,769.5,A,2021-11-05T00:00:00.000Z
 */
export function sdmxCsvWriter({ agency, dimensions }: SdmxContext): TextWriter {
  const components = [...new Set([...dimensions.values()].flat().map(componentOf))];
  const last = 'TIME_PERIOD,OBS_VALUE,OBS_STATUS,KNOWN_AT';
  return {
    start: `${['STRUCTURE,STRUCTURE_ID,ACTION,FREQ', ...components, last].join()}\n`,
    *rows(columns) {
      const { series, frequency } = columns;
      const code = indicatorOfSeries(series);
      const own = (dimensions.get(code) ?? []).map(componentOf);
      const values = dimensionValues(series);
      const key = components.map((component) => values[own.indexOf(component)] ?? '').join();
      const structure = `dataflow,${agency}:${code}(1.0)`;
      for (const { period, value = 'NaN', status, knownAt } of exportRows(columns)) {
        const measured = status === WITHDRAWN ? ',' : `${value},${status}`;
        const action = status === WITHDRAWN ? 'D' : 'R';
        yield `${structure},${action},${frequency},${key},${period},${measured},${knownAt}\n`;
      }
    },
    between: '',
    end: '',
  };
}

/** The bytes of an export in a text format, in chunks of some 64 KiB. */
export async function* textBytes(
  writer: TextWriter,
  all: AsyncIterable<SeriesVintages>,
): AsyncGenerator<Uint8Array> {
  let text = writer.start;
  let between = '';
  for await (const columns of all) {
    for (const row of writer.rows(columns)) {
      text += between + row;
      between = writer.between;
      if (text.length < CHUNK_CHARACTERS) continue;
      yield Buffer.from(text);
      text = '';
    }
  }
  yield Buffer.from(text + writer.end);
}

const CHUNK_CHARACTERS = 64 * 1024;
