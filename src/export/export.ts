import { z } from 'zod';
import { EwsError } from '../domain/errors.ts';
import type { Indicator } from '../domain/indicator.ts';
import {
  indicatorOfSeries,
  ObservationStatus,
  type SeriesKey,
  type SeriesVintages,
  WITHDRAWN,
} from '../domain/series.ts';
import { periodOrdinal } from '../domain/time.ts';
import type { ObservationStore } from '../ingest/port.ts';
import { parquetBytes } from './parquet.ts';
import { type Selection, selectVintages } from './select.ts';
import { csvWriter, jsonWriter, ndjsonWriter, sdmxCsvWriter, textBytes } from './text-formats.ts';

export const ExportFormat = z.enum(['csv', 'ndjson', 'json', 'sdmx-csv', 'parquet']);
export type ExportFormat = z.infer<typeof ExportFormat>;

/** How each format is called in HTTP, and how the names of its files end. */
export const EXPORT_FORMATS: Readonly<Record<ExportFormat, { mediaType: string; ending: string }>> = {
  csv: { mediaType: 'text/csv; charset=utf-8; header=present', ending: 'csv' },
  ndjson: { mediaType: 'application/x-ndjson', ending: 'ndjson' },
  json: { mediaType: 'application/json; charset=utf-8', ending: 'json' },
  'sdmx-csv': { mediaType: 'application/vnd.sdmx.data+csv; version=2.0.0', ending: 'sdmx.csv' },
  parquet: { mediaType: 'application/vnd.apache.parquet', ending: 'parquet' },
};

export interface ExportRequest extends Selection {
  readonly format: ExportFormat;
  /** Of this indicator alone. */
  readonly indicator?: string | undefined;
  /** This series alone. */
  readonly series?: SeriesKey | undefined;
  readonly store: Pick<ObservationStore, 'indicators' | 'series' | 'vintages'>;
  /** The id of the node, which SDMX calls the maintenance agency. */
  readonly node: string;
}

/** Keys of series are asked for in pages of so many. */
const PAGE = 500;

/**
 * The bytes of an export, made as they are asked for: one series is held at a time, in Parquet one row group. Series
 * come in the order of their keys. What is stored meanwhile may be in it or not, series by series.
 * @throws EwsError before the first byte. `not_found`: no such indicator, or no such series; `invalid_input`: `from`
 *   or `to` is not a period of what is exported, or stands without an indicator or a series
 */
export async function exportBytes(request: ExportRequest): Promise<AsyncGenerator<Uint8Array>> {
  const indicators = await requireIndicators(request);
  requirePeriods(request, indicators);
  const all = request.series === undefined ? allSeries(request) : asStream(await requireSeries(request));
  switch (request.format) {
    case 'csv':
      return textBytes(csvWriter(), all);
    case 'ndjson':
      return textBytes(ndjsonWriter(), all);
    case 'json':
      return textBytes(jsonWriter(), all);
    case 'sdmx-csv': {
      const dimensions = new Map(indicators.map((one) => [one.code, one.dimensions]));
      return textBytes(sdmxCsvWriter({ agency: request.node, dimensions }), all);
    }
    case 'parquet':
      return parquetBytes(all);
  }
}

/** A name for the file. */
export function exportName({ format, indicator, series }: ExportRequest): string {
  const what = series?.replace('/', '-') ?? indicator ?? 'series';
  return `${what}.${EXPORT_FORMATS[format].ending}`;
}

/** The indicators that are exported. */
async function requireIndicators({ store, indicator, series }: ExportRequest): Promise<Indicator[]> {
  const all = await store.indicators();
  if (series !== undefined && indicator !== undefined && indicatorOfSeries(series) !== indicator) {
    throw new EwsError('invalid_input', `${series} is no series of ${indicator}. State one of the two.`);
  }
  const code = series === undefined ? indicator : indicatorOfSeries(series);
  if (code === undefined) return all;
  const found = all.filter((one) => one.code === code);
  if (found.length > 0) return found;
  throw new EwsError('not_found', `The catalogue has no indicator ${code}.`, { indicator: code });
}

function requirePeriods({ from, to }: ExportRequest, indicators: readonly Indicator[]): void {
  const periods = [from, to].filter((period) => period !== undefined);
  const frequencies = new Set(indicators.map(({ frequency }) => frequency));
  for (const frequency of frequencies) for (const period of periods) periodOrdinal(frequency, period);
}

async function requireSeries(request: ExportRequest): Promise<SeriesVintages> {
  const key = request.series as SeriesKey;
  const columns = await request.store.vintages(key);
  if (columns !== undefined) return selected(columns, request);
  throw new EwsError('not_found', `The node holds no series ${key}.`, { series: key });
}

async function* allSeries(request: ExportRequest): AsyncGenerator<SeriesVintages> {
  const { store, indicator } = request;
  const filter = { limit: PAGE, ...(indicator === undefined ? {} : { indicator }) };
  for (let after: SeriesKey | undefined; ; ) {
    const page = await store.series({ ...filter, ...(after === undefined ? {} : { after }) });
    for (const { series } of page) {
      const columns = await store.vintages(series);
      if (columns !== undefined) yield selected(columns, request);
    }
    after = page.at(-1)?.series;
    if (page.length < PAGE) return;
  }
}

const WITHDRAWN_NUMBER = ObservationStatus.options.indexOf(WITHDRAWN);

function selected(columns: SeriesVintages, request: ExportRequest): SeriesVintages {
  return selectVintages(columns, request, WITHDRAWN_NUMBER);
}

async function* asStream<T>(item: T): AsyncGenerator<T> {
  yield item;
}
