import jwt from '@fastify/jwt';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { EwsError } from '../../domain/errors.ts';
import { judgeClaims } from '../../federation/peers/token.ts';
import { bodyDigest, type RequestClaims } from '../../federation/protocol.ts';
import { publicKeyObject } from '../../log/ed25519.ts';
import { strongPublicBytes } from '../../log/keys.ts';
import type { EwsNode } from '../../node.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The verified token of a peer's request; absent where none is asked for. */
    claims?: RequestClaims;
  }
}

/** What of a token can be read before its key is known. */
const Unverified = z.object({
  header: z.object({ alg: z.literal('EdDSA'), kid: z.string().max(100) }),
  payload: z.object({ iss: z.string().max(200) }),
});

/** Has each route of the scope ask for a request token of an enrolled peer. */
export function requirePeerTokens(scope: FastifyInstance, node: EwsNode): void {
  scope.register(jwt, {
    // The token names its issuer and key: that only chooses which enrolled key has to verify it.
    secret: async (_request: FastifyRequest, token: unknown) => requestKey(node, token),
    decode: { complete: true },
    // Time is judged by judgeClaims, which can say by how much the clocks differ.
    verify: { algorithms: ['EdDSA'], ignoreExpiration: true, cache: false },
  });
  scope.decorateRequest('claims');
  scope.addHook('preHandler', async (request) => {
    const payload = await verifiedPayload(request);
    request.claims = judgeClaims(payload, {
      node: node.config.node.id,
      method: request.method,
      path: request.originalUrl,
      bodyDigest: bodyDigest(typeof request.body === 'string' ? request.body : ''),
      now: request.receivedAt,
    });
  });
}

/** Who makes this request. */
export function claimsOf(request: FastifyRequest): RequestClaims {
  if (request.claims === undefined) throw new EwsError('internal', 'A route without tokens has no claims.');
  return request.claims;
}

async function requestKey(node: EwsNode, token: unknown): Promise<string> {
  const unverified = Unverified.safeParse(token);
  if (!unverified.success)
    throw new EwsError('token_invalid', 'This is not a request token: a JWT, alg EdDSA, with kid and iss.');
  const { header, payload } = unverified.data;
  const key = await node.federation.receive.requestKey(payload.iss, header.kid);
  return publicKeyObject(strongPublicBytes(key)).export({ type: 'spki', format: 'pem' }).toString();
}

async function verifiedPayload(request: FastifyRequest): Promise<unknown> {
  try {
    const { payload } = await request.jwtVerify<{ payload: unknown }>({
      verify: { complete: true },
    } as never);
    return payload;
  } catch (cause) {
    const refusal = refusalIn(cause);
    if (refusal !== undefined) throw refusal;
    throw new EwsError(
      'token_invalid',
      'A request token of an enrolled peer is needed.',
      { why: (cause as Error).message },
      { cause },
    );
  }
}

/** @fastify/jwt wraps what the choice of the key threw. */
function refusalIn(error: unknown): EwsError | undefined {
  for (
    let cause = error;
    cause instanceof Error;
    cause = cause.cause ?? (cause as { originalError?: unknown }).originalError
  ) {
    if (cause instanceof EwsError) return cause;
  }
  return undefined;
}
