import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { formatInstant, Instant } from '../../domain/time.ts';
import type { EwsNode } from '../../node.ts';
import type { SignedIn } from '../../people/people.ts';
import { actorOf, SESSION_SECONDS, sessionOf, signToken } from '../auth.ts';
import { clearSessionCookie, setSessionCookie } from '../session-cookie.ts';
import { type Api, answers, json, nothing, publicAnswers } from './answers.ts';
import { Credentials, SignedInView, signedInView } from './session-view.ts';

const tags = ['session'];

export function sessionRoutes(api: Api, node: EwsNode): void {
  const { id } = node.config.node;
  // Each costs a password hash, whether it succeeds or not. One count for all ways to sign in.
  const signIns = { max: node.config.limits.signInsPerMinute, timeWindow: '1 minute', groupId: 'sign-in' };
  const signIn = (request: FastifyRequest, { name, password }: Credentials): Promise<SignedIn> =>
    node.people.signIn(name, password, request.ip);
  const tokenOf = ({ name, issuedAt }: SignedIn) => signToken(api, name, issuedAt, node.wall.now());

  api.post(
    '/session',
    {
      config: { public: true, rateLimit: signIns },
      schema: {
        tags,
        summary: 'Sign in: name and password for a bearer token',
        security: [],
        body: Credentials,
        response: publicAnswers(
          { 200: json('A token for 12 hours', z.object({ token: z.string(), account: SignedInView })) },
          'unauthenticated',
        ),
      },
    },
    async (request) => {
      const account = await signIn(request, request.body);
      return { token: tokenOf(account).token, account: signedInView(account) };
    },
  );

  api.post(
    '/session/cookie',
    {
      config: { public: true, ownPage: true, rateLimit: signIns },
      schema: {
        tags,
        summary: 'Sign in from the console: the token is kept in a cookie that no script reads',
        security: [],
        body: Credentials,
        response: publicAnswers(
          { 200: json('Who, and until when', z.object({ account: SignedInView, expiresAt: Instant })) },
          'unauthenticated',
          'forbidden',
        ),
      },
    },
    async (request, reply) => {
      const account = await signIn(request, request.body);
      const { token, expiresAt } = tokenOf(account);
      setSessionCookie(reply, id, token, SESSION_SECONDS);
      return { account: signedInView(account), expiresAt: formatInstant(expiresAt) };
    },
  );

  api.delete(
    '/session/cookie',
    {
      config: { public: true, ownPage: true },
      schema: {
        tags,
        summary: 'Sign out of the console: the cookie is removed, if there is one',
        security: [],
        response: publicAnswers({ 204: nothing('Signed out') }, 'forbidden'),
      },
    },
    async (_request, reply) => {
      clearSessionCookie(reply, id);
      return reply.code(204).send();
    },
  );

  api.get(
    '/session',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        summary: 'Who the token belongs to',
        response: answers({ 200: json('The account', z.object({ account: SignedInView })) }),
      },
    },
    async (request) => ({ account: signedInView(actorOf(request)) }),
  );

  api.put(
    '/session/password',
    {
      config: { permission: 'read', rateLimit: signIns },
      schema: {
        tags,
        summary: 'Change the own password: tokens of the account become void; a cookie is renewed',
        body: z.strictObject({ password: Credentials.shape.password, next: Credentials.shape.password }),
        response: answers({ 200: json('The account', z.object({ account: SignedInView })) }),
      },
    },
    async (request, reply) => {
      const { password, next } = request.body;
      const account = await node.people.changePassword(actorOf(request), password, next, request.ip);
      if (sessionOf(request).by === 'cookie') {
        setSessionCookie(reply, id, tokenOf(account).token, SESSION_SECONDS);
      }
      return { account: signedInView(account) };
    },
  );
}
