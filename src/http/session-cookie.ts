import type { FastifyReply, FastifyRequest } from 'fastify';
import type { NodeId } from '../domain/node-id.ts';

/** Cookies know no ports: the consoles of several nodes on one host tell theirs apart by the node's id. */
export function sessionCookieName(node: NodeId): string {
  return `ews-session-${node}`;
}

/** Has the browser keep a token where no script reads it, and send it to this host's own pages only. */
export function setSessionCookie(reply: FastifyReply, node: NodeId, token: string, seconds: number): void {
  reply.setCookie(sessionCookieName(node), token, { ...attributes(reply.request), maxAge: seconds });
}

export function clearSessionCookie(reply: FastifyReply, node: NodeId): void {
  reply.clearCookie(sessionCookieName(node), attributes(reply.request));
}

/** `protocol` is that of the proxy in front, where one is trusted. */
function attributes({ protocol }: FastifyRequest) {
  return { path: '/', httpOnly: true, sameSite: 'strict', secure: protocol === 'https' } as const;
}
