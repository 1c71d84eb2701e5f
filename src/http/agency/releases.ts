import { z } from 'zod';
import type { OwnBulletin } from '../../bulletin/port.ts';
import { AcknowledgementType } from '../../domain/acknowledgement.ts';
import type { Actor, Permission } from '../../domain/people.ts';
import type { EwsNode } from '../../node.ts';
import { actorOf } from '../auth.ts';
import { type Api, answers, json, plainText } from './answers.ts';
import {
  AcknowledgementView,
  BulletinParams,
  Digest,
  OwnBulletinView,
  ownBulletinView,
} from './bulletin-view.ts';

const NamesContent = z.strictObject({ digest: Digest.describe('Digest of the content that was read') });

const Reason = z.strictObject({ reason: z.string().trim().min(1).max(4000) });

const Acknowledging = z.strictObject({
  type: AcknowledgementType,
  note: z.string().min(1).max(4000).optional(),
});

/** The way of a bulletin from a draft to its readers: submit, approve, return, issue, acknowledge, prove. */
export function releaseRoutes(api: Api, { bulletins }: EwsNode): void {
  /** A step that names what it is about in its body. */
  function step<Body extends z.ZodType>(route: {
    readonly path: string;
    readonly permission: Permission;
    readonly summary: string;
    readonly body: Body;
    readonly take: (id: string, body: z.infer<Body>, actor: Actor) => Promise<OwnBulletin>;
  }): void {
    const { path, permission, summary, body, take } = route;
    api.post(
      `/bulletins/:id/${path}`,
      {
        config: { permission },
        schema: {
          tags: ['bulletins'],
          summary,
          params: BulletinParams,
          body,
          response: answers(
            { 200: json('The bulletin after it', OwnBulletinView) },
            'not_found',
            'wrong_state',
            'content_changed',
            'four_eyes',
          ),
        },
      },
      async (request) => {
        const { id } = request.params as z.infer<typeof BulletinParams>;
        return ownBulletinView(await take(id, request.body as z.infer<Body>, actorOf(request)));
      },
    );
  }

  step({
    path: 'submit',
    permission: 'draft',
    summary: 'Put a content forward for approval',
    body: NamesContent,
    take: (id, { digest }, actor) => bulletins.submit(id, digest, actor),
  });
  step({
    path: 'approve',
    permission: 'approve',
    summary: 'Stand for a content, as somebody else than its submitter',
    body: NamesContent,
    take: (id, { digest }, actor) => bulletins.approve(id, digest, actor),
  });
  step({
    path: 'return',
    permission: 'approve',
    summary: 'Send a bulletin in review back to its draft',
    body: Reason,
    take: (id, { reason }, actor) => bulletins.returnToDraft(id, reason, actor),
  });
  issueRoute(api, bulletins);
  acknowledgeRoute(api, bulletins);
  proofRoute(api, bulletins);
}

function issueRoute(api: Api, bulletins: EwsNode['bulletins']): void {
  api.post(
    '/bulletins/:id/issue',
    {
      config: { permission: 'issue' },
      schema: {
        tags: ['bulletins'],
        summary: 'Sign an approved bulletin and append it to the log, from where peers pull it',
        params: BulletinParams,
        response: answers(
          { 200: json('The issued bulletin', OwnBulletinView) },
          'not_found',
          'wrong_state',
          'four_eyes',
          'content_changed',
          'fence_ahead',
          'fence_missing',
          'fence_mismatch',
        ),
      },
    },
    async (request) => ownBulletinView(await bulletins.issue(request.params.id, actorOf(request))),
  );
}

function acknowledgeRoute(api: Api, bulletins: EwsNode['bulletins']): void {
  api.post(
    '/bulletins/:id/acknowledgements',
    {
      config: { permission: 'acknowledge' },
      schema: {
        tags: ['bulletins'],
        summary: 'Say to the issuer that people here read a bulletin, act on it, or dispute it',
        params: BulletinParams,
        body: Acknowledging,
        response: answers(
          { 201: json('The acknowledgement', AcknowledgementView) },
          'not_found',
          'wrong_state',
          'already_exists',
          'fence_ahead',
        ),
      },
    },
    async (request, reply) => {
      const { type, note } = request.body;
      const made = await bulletins.acknowledge(request.params.id, type, note, actorOf(request));
      return reply.code(201).send(made);
    },
  );
}

function proofRoute(api: Api, bulletins: EwsNode['bulletins']): void {
  api.get(
    '/bulletins/:id/proof',
    {
      config: { permission: 'read' },
      schema: {
        tags: ['bulletins'],
        summary: 'A file that proves a bulletin offline (C2SP tlog-proof)',
        params: BulletinParams,
        response: answers({ 200: plainText('The proof') }, 'not_found', 'wrong_state'),
      },
    },
    async (request, reply) =>
      reply.type('text/plain; charset=utf-8').send(await bulletins.proof(request.params.id)),
  );
}
