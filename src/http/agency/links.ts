import { z } from 'zod';
import { NodeId } from '../../domain/node-id.ts';
import { DAY_MS, Instant, parseInstant } from '../../domain/time.ts';
import { STEP_NAMES } from '../../links/doctor.ts';
import type { EwsNode } from '../../node.ts';
import { type Api, answers, json } from './answers.ts';
import { historyView, LinkHistoryView, LinkView, linkView } from './link-view.ts';
import { listOf } from './lists.ts';
import { recordAct } from './record.ts';
import { schemas } from './schemas.ts';

const Params = z.strictObject({ node: NodeId });

const Examination = z.object({
  peer: NodeId,
  steps: z.array(
    z.object({
      step: z.enum(STEP_NAMES),
      outcome: z.enum(['passed', 'failed', 'skipped']),
      ms: z.number().int().min(0),
      detail: z.string(),
      advice: z.string().optional(),
    }),
  ),
  passed: z.boolean(),
});
schemas.add(Examination, { id: 'LinkExamination' });

export function linkRoutes(api: Api, node: EwsNode): void {
  const { links, wall } = node;
  const tags = ['links'];

  api.get(
    '/links',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        summary: 'How the links to all peers fare, in both directions, as both sides see it',
        response: answers({ 200: json('Links', listOf(LinkView)) }),
      },
    },
    async () => ({ items: (await links.status()).map(linkView) }),
  );

  api.get(
    '/links/:node/history',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        summary: 'States and measures of a link over time; of the last day unless a time is given',
        params: Params,
        querystring: z.strictObject({ from: Instant.optional(), to: Instant.optional() }),
        response: answers({ 200: json('Oldest first', LinkHistoryView) }, 'not_found'),
      },
    },
    async ({ params, query }) => {
      const to = query.to === undefined ? wall.now() : parseInstant(query.to);
      const from = query.from === undefined ? to - DAY_MS : parseInstant(query.from);
      return historyView(await links.history(params.node, from, to));
    },
  );

  api.post(
    '/links/:node/doctor',
    {
      config: { permission: 'diagnose' },
      schema: {
        tags,
        summary: 'Walk the way to a peer, and say at which step it ends and what to do',
        params: Params,
        response: answers({ 200: json('What was found', Examination) }, 'not_found'),
      },
    },
    async (request) => {
      const examination = await links.examine(request.params.node);
      const { peer, passed, steps } = examination;
      const failed = steps.filter(({ outcome }) => outcome === 'failed').map(({ step }) => step);
      await recordAct(node, request, {
        action: 'link.examined',
        subject: peer,
        detail: passed ? { passed } : { passed, failed },
      });
      return { peer, passed, steps: [...steps] };
    },
  );
}
