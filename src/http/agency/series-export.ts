import { Readable } from 'node:stream';
import { z } from 'zod';
import { IndicatorCode } from '../../domain/indicator.ts';
import { SeriesKey } from '../../domain/series.ts';
import { Instant, parseInstant } from '../../domain/time.ts';
import { EXPORT_FORMATS, ExportFormat, exportBytes, exportName } from '../../export/export.ts';
import type { EwsNode } from '../../node.ts';
import { type Api, answers } from './answers.ts';
import { Period } from './series.ts';

const Query = z.strictObject({
  indicator: IndicatorCode.optional().describe('The series of this indicator alone'),
  series: SeriesKey.optional().describe('This series alone'),
  from: Period.optional().describe('The first period'),
  to: Period.optional().describe('The last period'),
  asOf: Instant.optional().describe('What was known then; absent: all that is known'),
  vintages: z
    .enum(['all', 'latest'])
    .default('latest')
    .describe('Every vintage, or the latest one of each point'),
  format: ExportFormat.default('csv'),
});

const FILE = {
  description: 'The observations, streamed. CSV, NDJSON, JSON and SDMX-CSV can be ingested again',
  content: Object.fromEntries(
    Object.values(EXPORT_FORMATS).map(({ mediaType }) => [mediaType.split(';')[0]!, { schema: z.string() }]),
  ),
};

export function seriesExportRoute(api: Api, { stores, config: { node } }: EwsNode): void {
  api.get(
    '/series/export',
    {
      config: { permission: 'read' },
      schema: {
        tags: ['indicators'],
        summary: 'Observations as a file',
        querystring: Query,
        response: answers({ 200: FILE }, 'not_found'),
      },
    },
    async ({ query: { asOf, ...query } }, reply) => {
      const known = asOf === undefined ? {} : { asOf: parseInstant(asOf) };
      const request = { ...query, ...known, store: stores.observations, node: node.id };
      const bytes = await exportBytes(request);
      reply.header('content-disposition', `attachment; filename="${exportName(request)}"`);
      reply.header('cache-control', 'private, no-store').type(EXPORT_FORMATS[query.format].mediaType);
      // Whoever goes away ends the reading of the store; whoever reads slowly slows it down.
      return reply.send(Readable.from(bytes, { objectMode: false }) as never);
    },
  );
}
