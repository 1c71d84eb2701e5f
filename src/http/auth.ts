import cookie from '@fastify/cookie';
import jwt from '@fastify/jwt';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { EwsError } from '../domain/errors.ts';
import { type Actor, type Permission, Role, requirePermission } from '../domain/people.ts';
import type { EpochMs } from '../domain/time.ts';
import type { EwsNode } from '../node.ts';
import { requireOwnPage } from './own-page.ts';
import { sessionCookieName } from './session-cookie.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the caller's role has to allow; `read`: every role. */
    permission?: Permission | 'read';
    /** Needs no token. */
    public?: true;
    /** Is for pages of this origin alone: it sets or clears the cookie. */
    ownPage?: true;
  }
  interface FastifyRequest {
    /** Who is behind the token; absent on public routes. */
    actor?: Actor;
    /** The token itself, and how it came; absent on public routes. */
    session?: Session;
  }
}

const SESSION_HOURS = 12;
export const SESSION_SECONDS = SESSION_HOURS * 3600;

/** `iat` has seconds only: `at` says to the millisecond whether a change of the account came later. */
const Claims = z.object({ sub: z.string(), at: z.number().int(), exp: z.number().int() });

/** A token that was verified. */
export interface Session {
  readonly by: 'bearer' | 'cookie';
  readonly name: string;
  readonly issuedAt: EpochMs;
  readonly expiresAt: EpochMs;
}

/** What was verified, by the way it came and the whole header: a signature need not be checked at each request. */
type Verified = LRUCache<string, Session>;
const MAX_VERIFIED = 1000;

/** What the edge needs of a node in order to know its callers. */
type Realm = Pick<EwsNode, 'config' | 'people' | 'wall'>;

/** Has each route of the scope ask for a token and a permission, unless it says that it is public. */
export async function requireTokens(scope: FastifyInstance, realm: Realm): Promise<void> {
  const issuer = realm.config.node.id;
  const verified: Verified = new LRUCache({ max: MAX_VERIFIED });
  await scope.register(cookie);
  await scope.register(jwt, {
    secret: realm.config.secrets.sessionSecret,
    // A bearer token in the header goes before it.
    cookie: { cookieName: sessionCookieName(issuer), signed: false },
    sign: { algorithm: 'HS256', iss: issuer, expiresIn: `${SESSION_HOURS}h` },
    verify: { algorithms: ['HS256'], allowedIss: issuer, cache: false },
  });
  scope.decorateRequest('actor');
  scope.decorateRequest('session');
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
    if (request.is404) return;
    if (config.ownPage === true) requireOwnPage(request);
    if (config.public === true) return;
    request.session = await requireSession(request, realm.wall.now(), verified);
    if (request.session.by === 'cookie' && !isReading(request)) requireOwnPage(request);
    request.actor = await realm.people.actorOf(request.session.name, request.session.issuedAt);
    if (config.permission !== 'read') requireAllowed(request.actor, config.permission);
  });
}

/** A token for an account that has just signed in, and when it ends. */
export function signToken(
  scope: FastifyInstance,
  name: string,
  issuedAt: EpochMs,
  now: EpochMs,
): { token: string; expiresAt: EpochMs } {
  const iat = Math.floor(now / 1000);
  const token = scope.jwt.sign({ sub: name, at: issuedAt, iat });
  return { token, expiresAt: (iat + SESSION_SECONDS) * 1000 };
}

/** Who makes this request. */
export function actorOf(request: FastifyRequest): Actor {
  if (request.actor === undefined) throw new EwsError('internal', 'A public route has no actor.');
  return request.actor;
}

/** By which token. */
export function sessionOf(request: FastifyRequest): Session {
  if (request.session === undefined) throw new EwsError('internal', 'A public route has no session.');
  return request.session;
}

async function requireSession(request: FastifyRequest, now: EpochMs, verified: Verified): Promise<Session> {
  const by = hasBearer(request) ? 'bearer' : 'cookie';
  const credentials = request.headers[by === 'bearer' ? 'authorization' : 'cookie'];
  const key = credentials === undefined ? undefined : `${by} ${credentials}`;
  const known = key === undefined ? undefined : verified.get(key);
  if (known !== undefined && now < known.expiresAt) return known;
  try {
    const { sub, at, exp } = Claims.parse(await request.jwtVerify({ clockTimestamp: now }));
    const session: Session = { by, name: sub, issuedAt: at, expiresAt: exp * 1000 };
    if (key !== undefined) verified.set(key, session);
    return session;
  } catch (cause) {
    throw new EwsError('unauthenticated', 'A valid token is needed: sign in.', {}, { cause });
  }
}

/** As @fastify/jwt decides it. */
function hasBearer({ headers }: FastifyRequest): boolean {
  return /^Bearer\s/i.test(headers.authorization ?? '');
}

function isReading({ method }: FastifyRequest): boolean {
  return method === 'GET' || method === 'HEAD';
}

function requireAllowed(actor: Actor, permission: Permission | undefined): void {
  const role = Role.safeParse(actor.role);
  if (permission === undefined || !role.success) throw new EwsError('forbidden', 'This is not allowed.');
  requirePermission(role.data, permission);
}
