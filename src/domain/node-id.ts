import { z } from 'zod';

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const NODE_ID = new RegExp(`^${LABEL}(?:\\.${LABEL})+$`);
const ORIGIN = new RegExp(`^(${LABEL}(?:\\.${LABEL})+)/log/([1-9][0-9]{0,8})$`);

/** Name of a node: a lowercase host-like name, e.g. `kr.ews.example`. It need not resolve. */
export const NodeId = z.string().max(200).regex(NODE_ID, 'a lowercase host-like name such as kr.ews.example');
export type NodeId = z.infer<typeof NodeId>;

/** Origin line of a node's log: `<node id>/log/<epoch>`, e.g. `kr.ews.example/log/1`. */
export const LogOrigin = z.string().max(220).regex(ORIGIN, 'an origin such as kr.ews.example/log/1');
export type LogOrigin = z.infer<typeof LogOrigin>;

/** Two letters of ISO 3166-1. */
export const CountryCode = z.string().regex(/^[A-Z]{2}$/, 'two capital letters of ISO 3166-1');

export function logOrigin(node: NodeId, epoch: number): LogOrigin {
  return `${node}/log/${epoch}`;
}

/** The node that an origin belongs to. */
export function nodeOfOrigin(origin: LogOrigin): NodeId {
  return origin.slice(0, origin.indexOf('/log/'));
}
