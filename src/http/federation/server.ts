import type { FastifyInstance } from 'fastify';
import { EwsError } from '../../domain/errors.ts';
import { LIMITS } from '../../federation/protocol.ts';
import type { EwsNode } from '../../node.ts';
import { baseServer } from '../server.ts';
import { stampAnswers } from './clock-headers.ts';
import { exchangeRoutes } from './exchange.ts';
import { publicRoutes } from './public.ts';
import { checkpointRoutes, witnessRoutes } from './witness.ts';

/** The listener for peers: what docs/protocol.md describes, and nothing else. */
export function buildFederationServer(node: EwsNode): FastifyInstance {
  const app = baseServer({
    listener: 'federation',
    events: node.events,
    bodyBytes: LIMITS.hintBytes,
    requestsPerMinute: node.config.limits.federationRequestsPerMinute,
  });
  stampAnswers(app, node.wall);
  reportRefusals(app, node);
  app.register(async (scope) => publicRoutes(scope, node));
  app.register(async (scope) => exchangeRoutes(scope, node));
  app.register(async (scope) => witnessRoutes(scope, node));
  app.register(async (scope) => checkpointRoutes(scope, node));
  return app;
}

/** A peer that is refused shows at this side too, not only at its own. */
function reportRefusals(app: FastifyInstance, node: EwsNode): void {
  app.addHook('onError', async (request, _reply, error) => {
    const { code, message } =
      error instanceof EwsError ? error : { code: error.code ?? 'internal', message: error.message };
    node.events.peerRefused({ peer: request.claims?.iss, code, message, requestId: request.id });
  });
}
