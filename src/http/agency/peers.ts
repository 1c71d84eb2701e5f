import { z } from 'zod';
import { EwsError } from '../../domain/errors.ts';
import { NodeId } from '../../domain/node-id.ts';
import type { EwsNode } from '../../node.ts';
import { actorOf } from '../auth.ts';
import { type Api, answers, json } from './answers.ts';
import { listOf } from './lists.ts';
import { PeerStatusView, PeerView, peerStatusView, peerView } from './peer-view.ts';

const Params = z.strictObject({ node: NodeId });

const Enrolment = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).max(500),
  fingerprint: z
    .string()
    .regex(/^[A-Za-z0-9_-]{43}$/, 'an RFC 7638 thumbprint, 43 characters')
    .describe('Of its root key, as it came by another way'),
});

export function peerRoutes(api: Api, { federation }: EwsNode): void {
  const config = { permission: 'enrol' } as const;
  const tags = ['peers'];

  api.get(
    '/peers',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        summary: 'Peers, and how the links to them fare',
        response: answers({ 200: json('Peers', listOf(PeerStatusView)) }),
      },
    },
    async () => ({ items: (await federation.status()).map(peerStatusView) }),
  );

  api.post(
    '/peers',
    {
      config,
      schema: {
        tags,
        summary: 'Enrol the node at an address whose root key has this fingerprint',
        body: Enrolment,
        response: answers(
          { 201: json('The peer', PeerView) },
          'already_exists',
          'fingerprint_mismatch',
          'node_document_invalid',
          'key_statement_invalid',
          'key_weak',
          'version_mismatch',
          'peer_unreachable',
          'peer_timeout',
        ),
      },
    },
    async (request, reply) => {
      const peer = await federation.enrol(request.body, actorOf(request));
      return reply.code(201).send(peerView(peer));
    },
  );

  api.patch(
    '/peers/:node',
    {
      config,
      schema: {
        tags,
        summary: 'Suspend or resume the exchange with a peer',
        params: Params,
        body: z.strictObject({ state: z.enum(['active', 'suspended']) }),
        response: answers({ 200: json('The peer after it', PeerStatusView) }, 'not_found'),
      },
    },
    async (request) => {
      const { node } = request.params;
      await federation.setState(node, request.body.state, actorOf(request));
      const status = (await federation.status()).find(({ peer }) => peer.node === node);
      if (status === undefined) throw new EwsError('not_found', `There is no peer ${node}.`);
      return peerStatusView(status);
    },
  );

  api.post(
    '/peers/:node/pull',
    {
      config,
      schema: {
        tags,
        summary: 'Pull from a peer at once',
        params: Params,
        response: answers(
          { 200: json('How many entries were new', z.object({ entries: z.number().int() })) },
          'not_found',
          'peer_suspended',
          'peer_unreachable',
          'peer_timeout',
          'root_mismatch',
        ),
      },
    },
    async ({ params }) => ({ entries: await federation.pullNow(params.node) }),
  );
}
