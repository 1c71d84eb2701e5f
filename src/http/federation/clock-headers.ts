import type { FastifyInstance } from 'fastify';
import type { Clock } from '../../domain/time.ts';
import { HEADERS } from '../../federation/protocol.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Wall time at which the head of the request had arrived. */
    receivedAt: number;
  }
}

/** Has each answer say when its request arrived and when it left, so that callers can measure this clock. */
export function stampAnswers(app: FastifyInstance, wall: Clock): void {
  app.decorateRequest('receivedAt', 0);
  app.addHook('onRequest', async (request) => {
    request.receivedAt = wall.now();
  });
  app.addHook('onSend', async (request, reply) => {
    reply.header(HEADERS.received, request.receivedAt).header(HEADERS.sent, wall.now());
  });
}
