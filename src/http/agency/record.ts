import type { FastifyRequest } from 'fastify';
import type { EwsNode } from '../../node.ts';
import { actorOf } from '../auth.ts';

/** Puts into the audit trail what a stage does not record itself, since it does not know who asked. */
export async function recordAct(
  node: Pick<EwsNode, 'stores' | 'wall'>,
  request: FastifyRequest,
  act: { readonly action: string; readonly subject: string; readonly detail?: Record<string, unknown> },
): Promise<void> {
  const { name, role } = actorOf(request);
  await node.stores.people.recordAudit({ at: node.wall.now(), actor: { name, role }, ...act });
}
