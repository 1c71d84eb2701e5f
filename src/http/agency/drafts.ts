import { z } from 'zod';
import { BulletinDraftInput, BulletinEdit } from '../../domain/bulletin.ts';
import { LocalisedText } from '../../domain/indicator.ts';
import type { EwsNode } from '../../node.ts';
import { actorOf } from '../auth.ts';
import { type Api, answers, json, nothing } from './answers.ts';
import { BulletinParams, Digest, DraftParts, OwnBulletinView, ownBulletinView } from './bulletin-view.ts';
import { present } from './lists.ts';

const config = { permission: 'draft' } as const;
const tags = ['bulletins'];

/** Drafts by hand: made, edited, given up. Those from signals are in signals.ts. */
export function draftRoutes(api: Api, { bulletins }: EwsNode): void {
  api.post(
    '/bulletins',
    {
      config,
      schema: {
        tags,
        summary: 'Draft a bulletin by hand',
        body: BulletinDraftInput,
        response: answers({ 201: json('The draft', OwnBulletinView) }),
      },
    },
    async (request, reply) =>
      reply.code(201).send(ownBulletinView(await bulletins.draft(request.body, actorOf(request)))),
  );

  api.patch(
    '/bulletins/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Edit a draft; one in review goes back to draft, and its approvals are void',
        params: BulletinParams,
        body: z.strictObject({
          expected: Digest.describe('Digest of the content that the editor saw'),
          parts: BulletinEdit.describe('`null` empties a part that may be absent'),
        }),
        response: answers(
          { 200: json('The draft after it', OwnBulletinView) },
          'not_found',
          'wrong_state',
          'content_changed',
        ),
      },
    },
    async (request) => {
      const { expected, parts } = request.body;
      const { id } = request.params;
      return ownBulletinView(await bulletins.edit(id, expected, parts, actorOf(request)));
    },
  );

  api.delete(
    '/bulletins/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Withdraw a draft',
        params: BulletinParams,
        response: answers({ 204: nothing('It is withdrawn') }, 'not_found', 'wrong_state'),
      },
    },
    async (request, reply) => {
      await bulletins.withdraw(request.params.id, actorOf(request));
      return reply.code(204).send();
    },
  );
}

/** Drafts of what replaces an issued bulletin, or takes it back. */
export function followUpRoutes(api: Api, { bulletins }: EwsNode): void {
  api.post(
    '/bulletins/:id/updates',
    {
      config,
      schema: {
        tags,
        summary: 'Draft what replaces an issued bulletin',
        params: BulletinParams,
        body: z.strictObject({ parts: DraftParts }),
        response: answers({ 201: json('The draft', OwnBulletinView) }, 'not_found', 'wrong_state'),
      },
    },
    async (request, reply) => {
      const parts = present(request.body.parts);
      const draft = await bulletins.draftUpdate(request.params.id, parts, actorOf(request));
      return reply.code(201).send(ownBulletinView(draft));
    },
  );

  api.post(
    '/bulletins/:id/cancellation',
    {
      config,
      schema: {
        tags,
        summary: 'Draft what takes an issued bulletin back',
        params: BulletinParams,
        body: z.strictObject({ reason: LocalisedText }),
        response: answers({ 201: json('The draft', OwnBulletinView) }, 'not_found', 'wrong_state'),
      },
    },
    async (request, reply) => {
      const { reason } = request.body;
      const draft = await bulletins.draftCancellation(request.params.id, reason, actorOf(request));
      return reply.code(201).send(ownBulletinView(draft));
    },
  );
}
