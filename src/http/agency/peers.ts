import { z } from 'zod';
import { EwsError } from '../../domain/errors.ts';
import { NodeId } from '../../domain/node-id.ts';
import type { EwsNode } from '../../node.ts';
import { actorOf } from '../auth.ts';
import { type Api, answers, json } from './answers.ts';
import { listOf } from './lists.ts';
import { PeerStatusView, PeerView, peerStatusView, peerView } from './peer-view.ts';

const Params = z.strictObject({ node: NodeId });

const Url = z.url({ protocol: /^https?$/ }).max(500);
const Routes = z.array(NodeId).max(16);
const Fingerprint = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/, 'an RFC 7638 thumbprint, 43 characters')
  .describe('Of its root key, as it came by another way');

const Enrolment = z.union([
  z.strictObject({ url: Url, fingerprint: Fingerprint }),
  z.strictObject({
    node: NodeId,
    via: Routes.min(1).describe('Peers that have it enrolled, in the order in which they are asked'),
    fingerprint: Fingerprint,
  }),
]);

/** What of a peer can be changed: one of it at a time. */
const Change = z.union([
  z.strictObject({ state: z.enum(['active', 'suspended', 'left']) }),
  z.strictObject({ url: Url }),
  z.strictObject({ routes: Routes }),
]);

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
        summary: 'Enrol the node whose root key has this fingerprint, by its address or through peers',
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
        summary: 'Suspend or resume the exchange with a peer, have it leave, or change where it is asked',
        params: Params,
        body: Change,
        response: answers(
          { 200: json('The peer after it', PeerStatusView) },
          'not_found',
          'wrong_state',
          'fingerprint_mismatch',
          'node_document_invalid',
          'peer_unreachable',
          'peer_timeout',
        ),
      },
    },
    async (request) => {
      const { node } = request.params;
      const { body } = request;
      if ('state' in body) await federation.setState(node, body.state, actorOf(request));
      else await federation.setAddress(node, body, actorOf(request));
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
          'quota_reached',
          'peer_unreachable',
          'peer_timeout',
          'root_mismatch',
        ),
      },
    },
    async ({ params }) => ({ entries: await federation.pullNow(params.node) }),
  );
}
