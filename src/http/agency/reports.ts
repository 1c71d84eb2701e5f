import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { EwsError } from '../../domain/errors.ts';
import { Sector } from '../../domain/indicator.ts';
import { CountryCode } from '../../domain/node-id.ts';
import type { Actor } from '../../domain/people.ts';
import { EventStatus, EventType } from '../../domain/policy-event.ts';
import { Report, ReportId, ReportKind, ReportState, SourceKind } from '../../domain/report.ts';
import { Day } from '../../domain/time.ts';
import type { EwsNode } from '../../node.ts';
import { actorOf } from '../auth.ts';
import { type Api, answers, json } from './answers.ts';
import { listOf, paging, present, readPage, SearchText } from './lists.ts';
import { ReportBeside, ReportCounts, ReportDetail, SignalBeside } from './report-view.ts';

const tags = ['reports'];
const Params = z.strictObject({ id: ReportId });

const Filter = z.strictObject({
  state: ReportState.optional(),
  kind: ReportKind.optional(),
  sector: Sector.optional(),
  country: CountryCode.optional(),
  source: SourceKind.optional(),
  event: EventType.optional().describe('Type of a policy event'),
  status: EventStatus.optional().describe('Status of a policy event'),
  catalogue: z
    .enum(['true', 'false'])
    .optional()
    .describe('Only what the catalogue brought, or only what it did not'),
  from: Day.optional().describe('First day that reports are about'),
  to: Day.optional().describe('Last day that reports are about'),
  q: SearchText.optional().describe('Part of the id, the text, the item, a code, or the name of the source'),
  ...paging,
});

/** Reports by people: reading and judging them. */
export function reportRoutes(api: Api, node: EwsNode): void {
  listRoutes(api, node);
  besideRoutes(api, node);
  triageRoutes(api, node);
}

function listRoutes(api: Api, node: EwsNode): void {
  const store = node.stores.reports;

  api.get(
    '/reports',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        summary: 'Reports by people, the newest day first',
        querystring: Filter,
        response: answers({ 200: json('Reports', listOf(Report)) }),
      },
    },
    async ({ query: { catalogue, ...query } }) => {
      const isCatalogue = catalogue === undefined ? {} : { catalogue: catalogue === 'true' };
      return readPage(query, (limit, offset) =>
        store.reports({ ...present(query), ...isCatalogue, limit, offset }),
      );
    },
  );

  api.get(
    '/reports/counts',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        summary: 'How many reports are in each state',
        response: answers({ 200: json('Counts', ReportCounts) }),
      },
    },
    async () => store.countReports(),
  );

  api.get(
    '/reports/:id',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        summary: 'One report, and those that say the same',
        params: Params,
        response: answers({ 200: json('The report', ReportDetail) }, 'not_found'),
      },
    },
    async ({ params }) => detail(node, params.id),
  );
}

/** What else is known of the same, each kind in a list of its own: measured and reported are never mixed. */
function besideRoutes(api: Api, node: EwsNode): void {
  api.get(
    '/reports/:id/similar',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        summary: 'Other reports that may be about the same sign',
        params: Params,
        response: answers({ 200: json('Reports, the nearest day first', listOf(Report)) }, 'not_found'),
      },
    },
    async ({ params }) => ({ items: await node.reports.similar(await requireReport(node, params.id)) }),
  );

  api.get(
    '/reports/:id/signals',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        summary: 'Measured signals that support an accepted report',
        params: Params,
        response: answers(
          { 200: json('Signals, those on the same goods first', listOf(SignalBeside)) },
          'not_found',
        ),
      },
    },
    async ({ params }) => ({ items: await node.reports.signalsFor(await requireReport(node, params.id)) }),
  );

  api.get(
    '/signals/:id/reports',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        summary: 'Accepted reports that support a signal',
        params: z.strictObject({ id: z.string().min(1).max(300) }),
        response: answers(
          { 200: json('Reports, those on the same goods first', listOf(ReportBeside)) },
          'not_found',
        ),
      },
    },
    async ({ params }) => {
      const signal = await node.stores.signals.signal(params.id);
      if (signal === undefined) throw new EwsError('not_found', 'There is no such signal.');
      return { items: await node.reports.reportsFor(signal) };
    },
  );
}

const NoBody = z.strictObject({}).optional();

function triageRoutes(api: Api, node: EwsNode): void {
  const { reports } = node;

  function judging<Body extends z.ZodType>(
    step: string,
    summary: string,
    body: Body,
    judge: (id: string, stated: z.infer<Body>, actor: Actor) => Promise<void>,
  ): void {
    api.post(
      `/reports/:id/${step}`,
      {
        config: { permission: 'report' },
        schema: {
          tags,
          summary,
          params: Params,
          body,
          response: answers({ 200: json('The report after it', ReportDetail) }, 'not_found', 'wrong_state'),
        },
      },
      async (request: FastifyRequest) => {
        const { id } = request.params as z.infer<typeof Params>;
        await judge(id, request.body as z.infer<Body>, actorOf(request));
        return detail(node, id);
      },
    );
  }

  judging('accept', 'Judge a report to be a sign', NoBody, (id, _none, actor) => reports.accept(id, actor));
  judging(
    'dismiss',
    'Judge a report to be none',
    z.strictObject({ reason: z.string().trim().min(1).max(2000) }),
    (id, { reason }, actor) => reports.dismiss(id, reason, actor),
  );
  judging(
    'duplicate',
    'Judge a report to say the same as another one',
    z.strictObject({ of: ReportId }),
    (id, { of }, actor) => reports.mergeInto(id, of, actor),
  );
}

export async function requireReport(node: EwsNode, id: string): Promise<Report> {
  const report = await node.stores.reports.report(id);
  if (report === undefined) throw new EwsError('not_found', 'There is no such report.');
  return report;
}

async function detail(node: EwsNode, id: string): Promise<z.infer<typeof ReportDetail>> {
  const report = await requireReport(node, id);
  return { ...report, duplicates: await node.stores.reports.duplicatesOf(id) };
}
