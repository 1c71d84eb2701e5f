import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { initNode } from '../../src/cli/init-node.ts';
import { compose } from '../../src/compose.ts';
import { Role } from '../../src/domain/people.ts';
import { buildAgencyServer } from '../../src/http/server.ts';
import type { EwsNode } from '../../src/node.ts';

export const PASSWORD = 'correct horse battery';
export const NODE_ID = 'kr.ews.example';
export const REPLAY_FROM = '2021-10-11T00:00:00.000Z';

/** A node of its own with an account of each role, named as the role, and its agency listener. */
export interface TestAgency {
  readonly node: EwsNode;
  readonly app: FastifyInstance;
  readonly tokens: Readonly<Record<Role, string>>;
  /** Asks as somebody with a role, without the network. `body` is sent as JSON. */
  ask(
    role: Role | undefined,
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: object,
    more?: Partial<InjectOptions>,
  ): Promise<LightMyRequestResponse>;
  close(): Promise<void>;
}

const SETUP = { name: 'setup', role: 'node', subject: 'setup' } as const;

export async function openAgency(
  change: (node: EwsNode) => EwsNode = (node) => node,
  console?: string,
): Promise<TestAgency> {
  const directory = mkdtempSync(join(tmpdir(), 'ews-agency-'));
  await initNode(directory, {
    id: NODE_ID,
    country: 'KR',
    business: 'replay',
    replayFrom: REPLAY_FROM,
    admin: { name: 'root', password: PASSWORD },
    now: Date.now(),
  });
  process.env.EWS_LOG_LEVEL = 'silent';
  const composed = await compose(directory);
  const node = change(composed.node);
  const app = buildAgencyServer(node, console);
  await app.ready();
  const tokens = await openSessions(app, node);
  return {
    node,
    app,
    tokens,
    ask: (role, method, path, body, more) =>
      app.inject({
        method,
        url: `/api/v1${path}`,
        headers: role === undefined ? {} : { authorization: `Bearer ${tokens[role]}` },
        ...(body === undefined ? {} : { payload: body }),
        ...more,
      }),
    async close() {
      await app.close();
      await composed.close();
      rmSync(directory, { recursive: true });
    },
  };
}

async function openSessions(app: FastifyInstance, { people }: EwsNode): Promise<Record<Role, string>> {
  const tokens = Role.options.map(async (role) => {
    await people.create({ name: role, role, password: PASSWORD }, SETUP);
    return [role, await signIn(app, role)] as const;
  });
  return Object.fromEntries(await Promise.all(tokens)) as Record<Role, string>;
}

/** Asks again where a busy machine has the node say that it is overloaded. */
export async function signIn(app: FastifyInstance, name: string, password = PASSWORD): Promise<string> {
  for (let left = 5; ; left -= 1) {
    const url = '/api/v1/session';
    const answer = await app.inject({ method: 'POST', url, payload: { name, password } });
    if (answer.statusCode === 503 && left > 0) {
      await setTimeout(1_000);
      continue;
    }
    assert.equal(answer.statusCode, 200, answer.body);
    return answer.json().token;
  }
}

/** Status and code of a refusal, which has to be a problem document. */
export function refusal(answer: LightMyRequestResponse): [status: number, code: string] {
  const problem = answer.json();
  const isProblem =
    /^application\/problem\+json/.test(String(answer.headers['content-type'])) &&
    problem.status === answer.statusCode &&
    problem.type === `urn:ews:error:${problem.code}` &&
    problem.instance === answer.headers['x-request-id'] &&
    typeof problem.title === 'string' &&
    typeof problem.detail === 'string';
  return isProblem ? [answer.statusCode, problem.code] : [answer.statusCode, `not a problem: ${answer.body}`];
}
