import { z } from 'zod';
import { EwsError } from '../../domain/errors.ts';
import { NodeId } from '../../domain/node-id.ts';
import { formatInstant, Instant } from '../../domain/time.ts';
import type { KeptRefusal } from '../../federation/port.ts';
import type { EwsNode } from '../../node.ts';
import { type Api, answers, json } from './answers.ts';
import { listOf, wholeNumber } from './lists.ts';
import { schemas } from './schemas.ts';

/** An entry that a peer signed into its log, and that breaks a rule. */
export const RefusedView = z.object({
  node: NodeId,
  seq: z.number().int().min(0),
  at: Instant.describe('When it came'),
  code: z.string(),
  sentence: z.string(),
});
schemas.add(RefusedView, { id: 'RefusedEntry' });

export function refusedView(entry: KeptRefusal & { node: NodeId }): z.infer<typeof RefusedView> {
  const { node, seq, at, reason } = entry;
  // A reason is kept as `code: sentence`.
  const colon = reason.indexOf(': ');
  return {
    node,
    seq,
    at: formatInstant(at),
    code: reason.slice(0, colon),
    sentence: reason.slice(colon + 2),
  };
}

export function refusedRoutes(api: Api, { stores }: EwsNode): void {
  api.get(
    '/peers/:node/refused',
    {
      config: { permission: 'read' },
      schema: {
        tags: ['peers'],
        summary: 'Entries of a peer that were refused here, and why',
        params: z.strictObject({ node: NodeId }),
        querystring: z.strictObject({ limit: wholeNumber(1, 500).default(50) }),
        response: answers({ 200: json('The newest first', listOf(RefusedView)) }, 'not_found'),
      },
    },
    async ({ params: { node }, query }) => {
      const peer = await stores.peers.peer(node);
      if (peer === undefined) throw new EwsError('not_found', `There is no peer ${node}.`);
      const entries = await stores.peers.refusedEntries(peer.origin, query.limit);
      return { items: entries.map((entry) => refusedView({ node, ...entry })) };
    },
  );
}
