import jwt from '@fastify/jwt';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { EwsError } from '../domain/errors.ts';
import { type Actor, type Permission, Role, requirePermission } from '../domain/people.ts';
import type { EwsNode } from '../node.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the caller's role has to allow; `read`: every role. */
    permission?: Permission | 'read';
    /** Needs no token. */
    public?: true;
  }
  interface FastifyRequest {
    /** Who is behind the token; absent on public routes. */
    actor?: Actor;
  }
}

export const SESSION_HOURS = 12;

/** `iat` has seconds only: `at` says to the millisecond whether a change of the account came later. */
const Claims = z.object({ sub: z.string(), at: z.number().int() });

/** What the edge needs of a node in order to know its callers. */
type Realm = Pick<EwsNode, 'config' | 'people' | 'wall'>;

/** Has each route of the scope ask for a token and a permission, unless it says that it is public. */
export async function requireTokens(scope: FastifyInstance, realm: Realm): Promise<void> {
  const issuer = realm.config.node.id;
  await scope.register(jwt, {
    secret: realm.config.secrets.sessionSecret,
    sign: { algorithm: 'HS256', iss: issuer, expiresIn: `${SESSION_HOURS}h` },
    verify: { algorithms: ['HS256'], allowedIss: issuer, cache: false },
  });
  scope.decorateRequest('actor');
  scope.addHook('onRoute', ({ config, method, url }) => {
    if (config?.public === undefined && config?.permission === undefined) {
      throw new EwsError(
        'internal',
        `The route ${method} ${url} says neither who may use it nor that all may.`,
      );
    }
  });
  scope.addHook('onRequest', async (request) => {
    const { config } = request.routeOptions;
    if (request.is404 || config.public === true) return;
    request.actor = await requireActor(request, realm);
    if (config.permission !== 'read') requireAllowed(request.actor, config.permission);
  });
}

/** Signs a token for an account that has just signed in. */
export function signToken(scope: FastifyInstance, name: string, issuedAt: number, now: number): string {
  return scope.jwt.sign({ sub: name, at: issuedAt, iat: Math.floor(now / 1000) });
}

/** Who makes this request. */
export function actorOf(request: FastifyRequest): Actor {
  if (request.actor === undefined) throw new EwsError('internal', 'A public route has no actor.');
  return request.actor;
}

async function requireActor(request: FastifyRequest, { people, wall }: Realm): Promise<Actor> {
  const { sub, at } = await requireClaims(request, wall.now());
  return people.actorOf(sub, at);
}

async function requireClaims(request: FastifyRequest, now: number): Promise<z.infer<typeof Claims>> {
  try {
    return Claims.parse(await request.jwtVerify({ clockTimestamp: now }));
  } catch (cause) {
    throw new EwsError('unauthenticated', 'A valid bearer token is needed: sign in.', {}, { cause });
  }
}

function requireAllowed(actor: Actor, permission: Permission | undefined): void {
  const role = Role.safeParse(actor.role);
  if (permission === undefined || !role.success) throw new EwsError('forbidden', 'This is not allowed.');
  requirePermission(role.data, permission);
}
