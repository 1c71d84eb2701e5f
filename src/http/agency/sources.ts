import { z } from 'zod';
import { formatInstant, Instant } from '../../domain/time.ts';
import type { EwsNode } from '../../node.ts';
import type { SourceRun } from '../../sources/port.ts';
import { SourceName } from '../../sources/settings.ts';
import type { SourceStatus } from '../../sources/sources.ts';
import { type Api, answers, json } from './answers.ts';
import { listOf, present, wholeNumber } from './lists.ts';
import { instant } from './peer-view.ts';
import { recordAct } from './record.ts';

const count = z.number().int().min(0);

const RunView = z.object({
  startedAt: Instant,
  endedAt: Instant,
  outcome: z.enum(['ingested', 'not-modified', 'failed']),
  bytes: count.describe('Of the content, unpacked'),
  code: z.string().optional().describe('Of a run that failed'),
  message: z.string().optional(),
  counts: z
    .object({
      offered: count,
      stored: count,
      revised: count,
      unchanged: count,
      superseded: count,
      refused: count,
    })
    .optional()
    .describe('What became of the rows'),
});

export const SourceView = z.object({
  name: SourceName,
  url: z.string().describe('`{key}` stands for a key that this node keeps for itself'),
  format: z.string().optional().describe('Absent: that of the mapping'),
  mapping: z.string().optional(),
  schedule: z.string().describe('Such as "every 6h" or "at 07:30 UTC"'),
  activity: z.enum(['idle', 'waiting', 'running']),
  lastSuccessAt: Instant.optional(),
  failingSince: Instant.optional().describe('Every run since then has failed'),
  nextAt: Instant.optional().describe('Absent: it is fetched only when somebody asks for it'),
  lastRun: RunView.optional(),
});

const Params = z.strictObject({ name: SourceName });

export function sourceRoutes(api: Api, node: EwsNode): void {
  const { sources } = node;
  const tags = ['indicators'];

  api.get(
    '/sources',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        summary: 'Data that are fetched by a schedule, and how that fares',
        response: answers({ 200: json('Sources', listOf(SourceView)) }),
      },
    },
    async () => ({ items: (await sources.status()).map(sourceView) }),
  );

  api.get(
    '/sources/:name/runs',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        summary: 'Runs of a source, the newest first',
        params: Params,
        querystring: z.strictObject({ limit: wholeNumber(1, 200).default(50) }),
        response: answers({ 200: json('Runs', listOf(RunView)) }, 'not_found'),
      },
    },
    async ({ params, query }) => ({ items: (await sources.runs(params.name, query.limit)).map(runView) }),
  );

  api.post(
    '/sources/:name/fetch',
    {
      config: { permission: 'catalogue' },
      schema: {
        tags,
        summary: 'Fetch a source as soon as may be; `activity` says how far it is',
        params: Params,
        response: answers({ 202: json('The source', SourceView) }, 'not_found'),
      },
    },
    async (request, reply) => {
      const { name } = request.params;
      const status = await sources.request(name);
      await recordAct(node, request, { action: 'source.requested', subject: name });
      return reply.code(202).send(sourceView(status));
    },
  );
}

function sourceView({ settings, activity, lastSuccessAt, failingSince, nextAt, lastRun }: SourceStatus) {
  const { name, url, format, mapping, every, at } = settings;
  return present({
    name,
    url,
    format,
    mapping,
    schedule: at === undefined ? `every ${every}` : `at ${at} UTC`,
    activity,
    lastSuccessAt: instant(lastSuccessAt),
    failingSince: instant(failingSince),
    nextAt: instant(nextAt),
    lastRun: lastRun && runView(lastRun),
  });
}

function runView({ startedAt, endedAt, outcome, bytes, code, message, counts }: SourceRun) {
  const times = { startedAt: formatInstant(startedAt), endedAt: formatInstant(endedAt) };
  return present({ ...times, outcome, bytes, code, message, counts });
}
