import type { FastifyInstance } from 'fastify';
import { EwsError } from '../../domain/errors.ts';
import { LIMITS, PATHS } from '../../federation/protocol.ts';
import type { EwsNode } from '../../node.ts';
import { claimsOf, requirePeerTokens } from './peer-auth.ts';

/** What C2SP tlog-witness asks for: anybody may bring a checkpoint of a log that is known here. */
export function witnessRoutes(scope: FastifyInstance, { federation }: EwsNode): void {
  readText(scope, '*', LIMITS.addCheckpointBytes);

  scope.post(PATHS.addCheckpoint, async (request, reply) => {
    const answer = await federation.witnessing.addCheckpoint(textOf(request.body));
    reply.header('cache-control', 'no-store');
    if (answer.kind === 'cosigned') return reply.type('text/plain; charset=utf-8').send(answer.line);
    return reply.code(409).type('text/x.tlog.size').send(`${answer.size}\n`);
  });
}

/** What peers tell one another of checkpoints, each request with a token of its own. */
export function checkpointRoutes(scope: FastifyInstance, node: EwsNode): void {
  const { witnessing } = node.federation;
  requirePeerTokens(scope, node);
  readText(scope, ['text/plain', 'application/json'], LIMITS.knownCheckpointsBytes);

  scope.post(PATHS.cosignatures, { bodyLimit: LIMITS.cosignatureBytes }, async (request, reply) => {
    const claims = claimsOf(request);
    await witnessing.cosignature(textOf(request.body), claims);
    node.links.heard(claims.iss);
    return reply.code(204).send();
  });

  scope.post(PATHS.checkpoints, { bodyLimit: LIMITS.knownCheckpointsBytes }, async (request, reply) => {
    const claims = claimsOf(request);
    const answer = await witnessing.exchange(textOf(request.body), claims);
    node.links.heard(claims.iss);
    return reply.type('application/json').header('cache-control', 'no-store').send(answer);
  });
}

function readText(scope: FastifyInstance, types: string | string[], bodyLimit: number): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(types, { parseAs: 'string', bodyLimit }, (_request, body, done) =>
    done(null, body),
  );
}

function textOf(body: unknown): string {
  if (typeof body === 'string') return body;
  throw new EwsError('invalid_input', 'This request has a body.');
}
