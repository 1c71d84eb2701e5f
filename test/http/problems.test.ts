import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { EwsError } from '../../src/domain/errors.ts';
import { AGENCY_STATUSES, statusOf } from '../../src/http/errors.ts';
import { refusal } from './agency.ts';
import { openServer } from './servers.ts';

let app: FastifyInstance;
let lines: string[];

before(async () => {
  const opened = await openServer(addRoutes, { requestsPerMinute: 40, statuses: { note_signature: 502 } });
  app = opened.app;
  lines = opened.lines;
});
after(() => app.close());

function addRoutes(scope: FastifyInstance): void {
  scope.get('/throws', async () => {
    throw new Error('the password of the database is hunter2');
  });
  scope.get('/throws-nothing', async () => {
    throw undefined;
  });
  scope.get('/hides', async () => {
    throw new EwsError('config_invalid', 'the key file is /etc/secret', { path: '/etc/secret' });
  });
  scope.get('/refuses', async () => {
    throw new EwsError('checkpoint_fork', 'Two roots.', { size: 7, status: 200, code: 'other' });
  });
  scope.get('/refuses-otherwise', async () => {
    throw new EwsError('note_signature', 'Nobody signed it.');
  });
  const Body = z.strictObject({ items: z.array(z.strictObject({ level: z.enum(['low', 'high']) })) });
  const schema = { body: Body, querystring: z.strictObject({ n: z.string().optional() }) };
  scope.post('/items/:id', { schema }, async () => 'ok');
  scope.get(
    '/wrong-answer',
    { schema: { response: { 200: z.strictObject({ n: z.number() }) } } },
    async () => ({
      secret: 'hunter2',
    }),
  );
}

test('problems: an unknown route is not found', async () => {
  assert.deepEqual(refusal(await app.inject('/nowhere?token=secret')), [404, 'not_found']);
  assert.doesNotMatch((await app.inject('/nowhere?token=secret')).body, /secret/);
  assert.deepEqual(refusal(await app.inject({ method: 'DELETE', url: '/throws' })), [404, 'not_found']);
});

for (const path of ['/throws', '/throws-nothing', '/hides', '/wrong-answer']) {
  test(`problems: what fails inside says nothing of it: ${path}`, async () => {
    const answer = await app.inject(path);
    assert.deepEqual(refusal(answer), [500, 'internal']);
    assert.doesNotMatch(answer.body, /hunter2|secret|etc/);
    assert.ok(lines.some((line) => line.includes(answer.json().instance) && line.includes('request failed')));
  });
}

test('problems: a refusal has its code, its words and its facts; facts do not replace members', async () => {
  const answer = await app.inject('/refuses');
  assert.deepEqual(refusal(answer), [409, 'checkpoint_fork']);
  const { detail, size, title } = answer.json();
  assert.deepEqual([detail, size, title], ['Two roots.', 7, 'Conflict']);
});

test('problems: a listener may answer a code with a status of its own', async () => {
  assert.deepEqual(refusal(await app.inject('/refuses-otherwise')), [502, 'note_signature']);
  assert.equal(statusOf('note_signature'), 403);
  assert.equal(statusOf('peer_suspended', AGENCY_STATUSES), 409);
});

test('problems: what is wrong with a request is listed, each with its path', async () => {
  const payload = { items: [{ level: 'low' }, { level: 'middle' }], more: 1 };
  const answer = await app.inject({ method: 'POST', url: '/items/1', payload });
  assert.deepEqual(refusal(answer), [400, 'invalid_input']);
  const { issues, detail } = answer.json();
  assert.deepEqual(
    issues.map(({ path }: { path: string }) => path),
    ['body.items.1.level', 'body'],
  );
  assert.match(detail, /^body\.items\.1\.level: /);
});

test('problems: an unknown parameter of a query is wrong', async () => {
  const answer = await app.inject({ method: 'POST', url: '/items/1?m=1', payload: { items: [] } });
  assert.deepEqual(refusal(answer), [400, 'invalid_input']);
  assert.match(answer.json().issues[0].path, /^querystring/);
});

for (const [what, expected, request] of [
  ['a body that is not JSON', [400, 'invalid_input'], { payload: '{"items":', type: 'application/json' }],
  ['an empty body', [400, 'invalid_input'], { payload: '', type: 'application/json' }],
  ['a body of another type', [415, 'unsupported_media_type'], { payload: '<a/>', type: 'text/xml' }],
  ['a body too large', [413, 'too_large'], { payload: `"${'x'.repeat(2000)}"`, type: 'application/json' }],
] as const) {
  test(`problems: ${what}`, async () => {
    const { payload, type } = request;
    const headers = { 'content-type': type };
    const answer = await app.inject({ method: 'POST', url: '/items/1', payload, headers });
    assert.deepEqual(refusal(answer), expected);
  });
}

test('problems: a path that cannot be decoded', async () => {
  assert.deepEqual(refusal(await app.inject('/items/%zz')), [400, 'invalid_input']);
});

test('problems: a request id is taken if it is well-formed, else made', async () => {
  const ask = async (id: string) =>
    (await app.inject({ url: '/nowhere', headers: { 'x-request-id': id } })).json().instance;
  assert.equal(await ask('trace-0001'), 'trace-0001');
  assert.match(await ask('short'), /^[0-9a-f-]{36}$/);
  assert.match(await ask('with spaces and "quotes"'), /^[0-9a-f-]{36}$/);
});

test('problems: too many requests from one address', async () => {
  const answers = [];
  for (let n = 0; n < 45; n += 1)
    answers.push(await app.inject({ url: '/refuses', remoteAddress: '192.0.2.9' }));
  assert.deepEqual(refusal(answers.at(-1)!), [429, 'rate_limited']);
  assert.ok(Number(answers.at(-1)!.headers['retry-after']) > 0);
  assert.deepEqual(refusal(await app.inject({ url: '/refuses', remoteAddress: '192.0.2.10' })), [
    409,
    'checkpoint_fork',
  ]);
});

test('server: behind a proxy, the address is the one that the proxy saw, not one that the caller claims', async () => {
  const address = async (trustProxy: boolean) => {
    const { app: own } = await openServer((scope) => scope.get('/ip', async ({ ip }) => ip), { trustProxy });
    const headers = { 'x-forwarded-for': '192.0.2.1, 198.51.100.7' };
    const { body } = await own.inject({ url: '/ip', headers, remoteAddress: '10.0.0.1' });
    await own.close();
    return body;
  };
  assert.equal(await address(true), '198.51.100.7');
  assert.equal(await address(false), '10.0.0.1');
});
