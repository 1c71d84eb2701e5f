import { z } from 'zod';
import { Role } from '../../domain/people.ts';
import type { EwsNode } from '../../node.ts';
import { AccountName, Password } from '../../people/credentials.ts';
import { actorOf } from '../auth.ts';
import { type Api, answers, json } from './answers.ts';
import { listOf, present } from './lists.ts';

const Account = z.object({
  name: z.string(),
  role: Role,
  subject: z.string().describe('Pseudonym that stands in signed bulletins in place of the name'),
  disabled: z.boolean(),
});

const NewAccount = z.strictObject({ name: AccountName, role: Role, password: Password });

const AccountChange = z.strictObject({
  role: Role.optional(),
  disabled: z.boolean().optional(),
  password: Password.optional(),
});

export function accountRoutes(api: Api, { people }: EwsNode): void {
  const config = { permission: 'accounts' } as const;
  const tags = ['accounts'];

  api.get(
    '/accounts',
    {
      config,
      schema: {
        tags,
        summary: 'All accounts',
        response: answers({ 200: json('Accounts', listOf(Account)) }),
      },
    },
    async () => ({ items: await people.list() }),
  );

  api.post(
    '/accounts',
    {
      config,
      schema: {
        tags,
        summary: 'Create an account',
        body: NewAccount,
        response: answers({ 201: json('The new account', Account) }, 'already_exists'),
      },
    },
    async (request, reply) => reply.code(201).send(await people.create(request.body, actorOf(request))),
  );

  api.patch(
    '/accounts/:name',
    {
      config,
      schema: {
        tags,
        summary: 'Change a role or a password, disable or enable: tokens of the account become void',
        params: z.strictObject({ name: AccountName }),
        body: AccountChange,
        response: answers(
          { 200: json('The account as it is after the change', Account) },
          'not_found',
          'wrong_state',
        ),
      },
    },
    async (request) => people.change(request.params.name, present(request.body), actorOf(request)),
  );
}
