import type { FastifyInstance } from 'fastify';
import { PATHS } from '../../federation/protocol.ts';
import { parseTilePath } from '../../log/tiles.ts';
import type { EwsNode } from '../../node.ts';

const IMMUTABLE = 'public, max-age=31536000, immutable';

/** What everyone may read: who this node is, its checkpoint, and the tree without content. */
export function publicRoutes(scope: FastifyInstance, node: EwsNode): void {
  const { serve } = node.federation;

  scope.get(PATHS.nodeDocument, async (_request, reply) => {
    reply.type('application/jose').header('cache-control', 'max-age=60');
    return serve.document;
  });

  scope.get<{ Params: { log: string } }>(`${PATHS.logs}/:log/checkpoint`, async (request, reply) => {
    const checkpoint = await serve.checkpoint(await serve.named(request.params.log));
    reply.type('text/plain; charset=utf-8').header('cache-control', 'no-store');
    return checkpoint;
  });

  scope.get<{ Params: { log: string } }>(`${PATHS.logs}/:log/known`, async (request, reply) => {
    const known = await serve.known(request.params.log);
    reply.header('cache-control', 'no-store');
    return known === undefined ? reply.code(204).send() : reply.type('text/plain; charset=utf-8').send(known);
  });

  scope.get<{ Params: { log: string; '*': string } }>(`${PATHS.logs}/:log/tile/*`, async (request, reply) => {
    const origin = await serve.named(request.params.log);
    const tile = await serve.tile(origin, parseTilePath(`/tile/${request.params['*']}`));
    reply.type('application/octet-stream').header('cache-control', IMMUTABLE);
    return reply.send(Buffer.from(tile));
  });
}
