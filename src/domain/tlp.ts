import { z } from 'zod';
import { NodeId } from './node-id.ts';

/** FIRST's Traffic Light Protocol 2.0, from the most to the least restrictive. */
export const Tlp = z.enum(['RED', 'AMBER+STRICT', 'AMBER', 'GREEN', 'CLEAR']);
export type Tlp = z.infer<typeof Tlp>;

/** Who may read an entry: the named nodes, or `*` for every enrolled peer and its relays. */
export const Audience = z.union([z.literal('*'), z.array(NodeId).min(1).max(64)]);
export type Audience = z.infer<typeof Audience>;

/** Whether content with this marking may go to everyone. */
export function isOpenMarking(tlp: Tlp): boolean {
  return tlp === 'GREEN' || tlp === 'CLEAR';
}

/** Whether `audience` is one that the marking allows: `*` goes with GREEN and CLEAR only. */
export function isAudienceAllowed(tlp: Tlp, audience: Audience): boolean {
  return audience !== '*' || isOpenMarking(tlp);
}

/** Whether `node` may read what `issuer` addressed to `audience`. An issuer reads its own. */
export function isInAudience(audience: Audience, issuer: string, node: string): boolean {
  return node === issuer || audience === '*' || audience.includes(node);
}
