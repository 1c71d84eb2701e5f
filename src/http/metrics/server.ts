import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { EwsError } from '../../domain/errors.ts';
import type { EwsNode } from '../../node.ts';
import { baseServer } from '../server.ts';
import { readNodeState } from './state.ts';

/** Prometheus asks a few times a minute; whoever tries tokens asks more often. */
const REQUESTS_PER_MINUTE = 120;

/** The listener for Prometheus: `/metrics`, and nothing else. */
export function buildMetricsServer(node: EwsNode): FastifyInstance {
  const { events, config } = node;
  const app = baseServer({
    listener: 'metrics',
    events,
    bodyBytes: 1024,
    requestsPerMinute: REQUESTS_PER_MINUTE,
  });
  app.get('/metrics', async (request, reply) => {
    requireToken(request.headers.authorization, config.secrets.metricsToken);
    events.observe(await readNodeState(node));
    reply.type(events.registry.contentType).header('cache-control', 'no-store');
    return events.registry.metrics();
  });
  return app;
}

/** Digests have one length, so that the comparison takes as long whatever was shown. */
function requireToken(authorization: string | undefined, token: string | undefined): void {
  if (token === undefined) return;
  const digest = (text: string) => createHash('sha256').update(text).digest();
  if (timingSafeEqual(digest(authorization ?? ''), digest(`Bearer ${token}`))) return;
  throw new EwsError('unauthenticated', 'The token of this node for metrics is needed.');
}
