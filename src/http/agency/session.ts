import { z } from 'zod';
import { Role } from '../../domain/people.ts';
import type { EwsNode } from '../../node.ts';
import { actorOf, signToken } from '../auth.ts';
import { type Api, answers, json, publicAnswers } from './answers.ts';

const Credentials = z.strictObject({ name: z.string().min(1).max(64), password: z.string().min(1).max(256) });

const SignedIn = z.object({ name: z.string(), role: Role, subject: z.string() });

export function sessionRoutes(api: Api, node: EwsNode): void {
  api.post(
    '/session',
    {
      config: {
        public: true,
        // Each costs a password hash, whether it succeeds or not.
        rateLimit: { max: node.config.limits.signInsPerMinute, timeWindow: '1 minute' },
      },
      schema: {
        tags: ['session'],
        summary: 'Sign in: name and password for a bearer token',
        security: [],
        body: Credentials,
        response: publicAnswers(
          { 200: json('A token for 12 hours', z.object({ token: z.string(), account: SignedIn })) },
          'unauthenticated',
        ),
      },
    },
    async (request) => {
      const { name, password } = request.body;
      const account = await node.people.signIn(name, password, request.ip);
      const { role, subject, issuedAt } = account;
      return { token: signToken(api, name, issuedAt, node.wall.now()), account: { name, role, subject } };
    },
  );

  api.get(
    '/session',
    {
      config: { permission: 'read' },
      schema: {
        tags: ['session'],
        summary: 'Who the token belongs to',
        response: answers({ 200: json('The account', z.object({ account: SignedIn })) }),
      },
    },
    async (request) => {
      const { name, role, subject } = actorOf(request);
      return { account: { name, role: Role.parse(role), subject } };
    },
  );

  api.put(
    '/session/password',
    {
      config: {
        permission: 'read',
        rateLimit: { max: node.config.limits.signInsPerMinute, timeWindow: '1 minute' },
      },
      schema: {
        tags: ['session'],
        summary: 'Change the own password: tokens of the account become void',
        body: z.strictObject({ password: Credentials.shape.password, next: Credentials.shape.password }),
        response: answers({ 200: json('The account', z.object({ account: SignedIn })) }),
      },
    },
    async (request) => {
      const { password, next } = request.body;
      const { name, role, subject } = await node.people.changePassword(
        actorOf(request),
        password,
        next,
        request.ip,
      );
      return { account: { name, role, subject } };
    },
  );
}
