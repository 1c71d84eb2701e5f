import { z } from 'zod';
import { EwsError } from '../../domain/errors.ts';
import { Sector } from '../../domain/indicator.ts';
import { Level } from '../../domain/level.ts';
import type { EwsNode } from '../../node.ts';
import type { SituationDetail } from '../../situation/situations.ts';
import { actorOf } from '../auth.ts';
import { type Api, answers, json } from './answers.ts';
import { DraftParts, OwnBulletinView, ownBulletinView } from './bulletin-view.ts';
import { jointPicture } from './joint-picture.ts';
import { listOf, paging, present, readPage } from './lists.ts';
import { SituationDetailView, SituationView, situationDetailView, situationView } from './situation-view.ts';

const Params = z.strictObject({ id: z.string().min(1).max(120) });

const Filter = z.strictObject({
  sector: Sector.optional(),
  level: Level.optional().describe('The suggested one'),
  ...paging,
});

/** What several countries say of the same goods, put together. */
export function situationRoutes(api: Api, node: EwsNode): void {
  const { config } = node;
  const tags = ['situation'];
  const situations = jointPicture(node);

  async function requireSituation(id: string): Promise<SituationDetail> {
    const detail = await situations.situation(id);
    if (detail !== undefined) return detail;
    throw new EwsError('not_found', 'There is no such situation, or nothing counts in it any more.');
  }

  api.get(
    '/situations',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        summary: 'What signals, reports and bulletins say of the same goods, the most urgent first',
        querystring: Filter,
        response: answers({ 200: json('Situations', listOf(SituationView)) }),
      },
    },
    async ({ query }) =>
      readPage(query, async (limit, offset) =>
        (await situations.list({ ...present(query), limit, offset })).map(situationView),
      ),
  );

  api.get(
    '/situations/:id',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        summary: 'One situation: its parts, who is next down the supply chain, and a suggested draft',
        params: Params,
        response: answers({ 200: json('The situation', SituationDetailView) }, 'not_found'),
      },
    },
    async ({ params }) => situationDetailView(await requireSituation(params.id)),
  );

  api.post(
    '/situations/:id/draft',
    {
      config: { permission: 'draft' },
      schema: {
        tags,
        summary: 'Make the draft that a situation suggests; one at a time, `already_exists` names it',
        params: Params,
        body: z.strictObject({ parts: DraftParts.optional() }).optional(),
        response: answers(
          { 201: json('The draft', OwnBulletinView) },
          'not_found',
          'wrong_state',
          'already_exists',
        ),
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { suggestion } = await requireSituation(id);
      if (suggestion === undefined)
        throw new EwsError('wrong_state', 'It suggests no draft: draft from one of its signals, or by hand.');
      const parts = present(request.body?.parts ?? {});
      const input = { ...suggestion.input, contact: config.contact, ...parts };
      const draft = await node.bulletins.draftFromSituation(id, input, actorOf(request));
      return reply.code(201).send(ownBulletinView(draft));
    },
  );
}
