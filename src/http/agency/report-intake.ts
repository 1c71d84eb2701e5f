import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { ReportContent } from '../../domain/report.ts';
import type { EwsNode } from '../../node.ts';
import { CataloguedEvent } from '../../reports/catalogue.ts';
import { COLUMNS } from '../../reports/csv-columns.ts';
import { actorOf, sessionOf } from '../auth.ts';
import { type Api, answers, json } from './answers.ts';
import { listOf } from './lists.ts';
import { recordAct } from './record.ts';
import { Received } from './report-view.ts';
import { requireReport } from './reports.ts';

const tags = ['reports'];
const count = z.number().int().min(0);

/** Of a report in JSON: texts in three languages, and a list of files. */
const REPORT_BYTES = 65_536;
const CSV_BYTES = 8 * 1024 * 1024;

const ImportView = z
  .object({
    offered: count,
    stored: count,
    duplicate: count.describe('The very same came from this source before'),
    refused: count,
    faults: z
      .array(
        z.object({
          line: z.number().int().min(1),
          column: z.enum(COLUMNS).optional(),
          reason: z.enum(['malformed', 'invalid']),
          problem: z.string(),
        }),
      )
      .describe('The first hundred'),
  })
  .describe('offered = stored + duplicate + refused');

const CatalogueView = z
  .object({
    offered: count,
    stored: count,
    revised: count.describe('They read otherwise than when they were loaded before'),
    duplicate: count,
    later: count.describe('They were not public yet by the business time of this node'),
  })
  .describe('offered = stored + revised + duplicate + later');

const Csv = z
  .custom<Buffer>((body) => body instanceof Buffer, 'CSV with a header')
  .meta({ type: 'string', description: `Columns: ${COLUMNS.join(', ')}` });

/** The ways in for people with an account; senders without one have a webhook. */
export function reportIntakeRoutes(api: Api, node: EwsNode): void {
  api.post(
    '/reports',
    {
      bodyLimit: REPORT_BYTES,
      config: { permission: 'report' },
      schema: {
        tags,
        summary: 'Report a sign',
        body: ReportContent,
        response: answers({ 200: json('What became of it', Received) }, 'too_large'),
      },
    },
    async (request) => {
      const way = sessionOf(request).by === 'cookie' ? 'console' : 'api';
      const { outcome, id } = await node.reports.receive(request.body, way, actorOf(request));
      return { outcome, report: await requireReport(node, id) };
    },
  );
  catalogueRoutes(api, node);
  api.register(async (scope) => {
    takeCsv(scope);
    importRoute(scope.withTypeProvider<ZodTypeProvider>(), node);
  });
}

function catalogueRoutes(api: Api, node: EwsNode): void {
  api.get(
    '/reports/catalogue',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        summary: 'Policy events of the past, as the catalogue of this node has them',
        response: answers({ 200: json('Events, in the order of the file', listOf(CataloguedEvent)) }),
      },
    },
    async () => ({ items: [...node.reports.catalogue()] }),
  );

  api.post(
    '/reports/catalogue',
    {
      config: { permission: 'report' },
      schema: {
        tags,
        summary: 'Make accepted reports of the policy events of the catalogue; again changes nothing',
        response: answers({ 200: json('What became of the events', CatalogueView) }),
      },
    },
    async (request) => node.reports.loadCatalogue(actorOf(request)),
  );
}

function takeCsv(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(
    'text/csv',
    { parseAs: 'buffer', bodyLimit: CSV_BYTES },
    (_request, body, done) => done(null, body),
  );
}

function importRoute(api: Api, node: EwsNode): void {
  api.post(
    '/reports/import',
    {
      config: { permission: 'report' },
      schema: {
        tags,
        summary: 'Import reports from CSV; what is wrong with a row does not stop the others',
        consumes: ['text/csv'],
        querystring: z.strictObject({
          name: z.string().min(1).max(200).default('upload').describe('Name of the file, for messages'),
        }),
        body: Csv,
        response: answers(
          { 200: json('What became of the rows', ImportView) },
          'unsupported_media_type',
          'too_large',
        ),
      },
    },
    async (request) => {
      const { name } = request.query;
      const report = await node.reports.importCsv(request.body, name, actorOf(request));
      const { faults, ...counts } = report;
      await recordAct(node, request, { action: 'reports.imported', subject: name, detail: counts });
      return { ...counts, faults: [...faults] };
    },
  );
}
