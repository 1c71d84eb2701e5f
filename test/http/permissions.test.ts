import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import Fastify from 'fastify';
import { Role } from '../../src/domain/people.ts';
import { requireTokens } from '../../src/http/auth.ts';
import { openAgency, refusal, type TestAgency } from './agency.ts';

let agency: TestAgency;
before(async () => {
  agency = await openAgency();
});
after(() => agency.close());

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
type Row = readonly [method: Method, route: string, roles: readonly Role[]];

const ALL = Role.options;
const ANALYST = ['analyst'] as const;
const APPROVER = ['approver'] as const;
const OPERATOR = ['operator'] as const;
const ADMINISTRATOR = ['administrator'] as const;
const AUDITORS = ['operator', 'administrator'] as const;

/** Who may do what, written out: a change of the table of permissions has to be made here too. */
const MATRIX: readonly Row[] = [
  ['GET', '/session', ALL],
  ['PUT', '/session/password', ALL],
  ['GET', '/accounts', ADMINISTRATOR],
  ['POST', '/accounts', ADMINISTRATOR],
  ['PATCH', '/accounts/{name}', ADMINISTRATOR],
  ['GET', '/node', ALL],
  ['GET', '/live', ALL],
  ['GET', '/board', ALL],
  ['GET', '/clock', ALL],
  ['PUT', '/clock', OPERATOR],
  ['GET', '/indicators', ALL],
  ['GET', '/indicators/{code}', ALL],
  ['GET', '/indicators/overview', ALL],
  ['GET', '/indicators/overdue', ALL],
  ['PUT', '/indicators', OPERATOR],
  ['GET', '/series', ALL],
  ['GET', '/series/observations', ALL],
  ['GET', '/series/history', ALL],
  ['GET', '/series/band', ALL],
  ['GET', '/series/export', ALL],
  ['GET', '/detectors', ALL],
  ['POST', '/evidence/assess', ALL],
  ['POST', '/observations', ['analyst', 'operator']],
  ['GET', '/sources', ALL],
  ['GET', '/sources/{name}/runs', ALL],
  ['POST', '/sources/{name}/fetch', OPERATOR],
  ['GET', '/signals', ALL],
  ['GET', '/signals/{id}', ALL],
  ['POST', '/signals/{id}/dismiss', ANALYST],
  ['POST', '/signals/{id}/draft', ANALYST],
  ['GET', '/signals/{id}/effects', ALL],
  ['GET', '/queue', ALL],
  ['GET', '/situations', ALL],
  ['GET', '/situations/{id}', ALL],
  ['POST', '/situations/{id}/draft', ANALYST],
  ['GET', '/situation-report', ALL],
  ['GET', '/supply-map', ALL],
  ['GET', '/supply-map/effects', ALL],
  ['GET', '/supply-map/exposure', ALL],
  ['GET', '/signals/{id}/reports', ALL],
  ['GET', '/reports', ALL],
  ['POST', '/reports', ANALYST],
  ['GET', '/reports/counts', ALL],
  ['GET', '/reports/catalogue', ALL],
  ['POST', '/reports/catalogue', ANALYST],
  ['POST', '/reports/import', ANALYST],
  ['GET', '/reports/{id}', ALL],
  ['GET', '/reports/{id}/effects', ALL],
  ['GET', '/reports/{id}/similar', ALL],
  ['GET', '/reports/{id}/signals', ALL],
  ['POST', '/reports/{id}/accept', ANALYST],
  ['POST', '/reports/{id}/dismiss', ANALYST],
  ['POST', '/reports/{id}/duplicate', ANALYST],
  ['GET', '/bulletins', ALL],
  ['POST', '/bulletins', ANALYST],
  ['GET', '/bulletins/{id}', ALL],
  ['PATCH', '/bulletins/{id}', ANALYST],
  ['DELETE', '/bulletins/{id}', ANALYST],
  ['POST', '/bulletins/{id}/updates', ANALYST],
  ['POST', '/bulletins/{id}/cancellation', ANALYST],
  ['POST', '/bulletins/{id}/submit', ANALYST],
  ['POST', '/bulletins/{id}/approve', APPROVER],
  ['POST', '/bulletins/{id}/return', APPROVER],
  ['POST', '/bulletins/{id}/issue', APPROVER],
  ['POST', '/bulletins/{id}/acknowledgements', ['analyst', 'approver']],
  ['GET', '/bulletins/{id}/effects', ALL],
  ['GET', '/bulletins/{id}/proof', ALL],
  ['GET', '/bulletins/{id}/verification', ALL],
  ['GET', '/peers', ALL],
  ['POST', '/peers', OPERATOR],
  ['GET', '/peers/{node}/refused', ALL],
  ['PATCH', '/peers/{node}', OPERATOR],
  ['POST', '/peers/{node}/pull', OPERATOR],
  ['GET', '/links', ALL],
  ['GET', '/links/{node}/history', ALL],
  ['POST', '/links/{node}/doctor', AUDITORS],
  ['GET', '/forks', ALL],
  ['GET', '/forks/{node}/evidence', ALL],
  ['GET', '/log', ALL],
  ['GET', '/log/entries', ALL],
  ['GET', '/bundles/identity', ALL],
  ['GET', '/bundles/{node}', OPERATOR],
  ['POST', '/bundles', OPERATOR],
  ['POST', '/bundles/enrolment', OPERATOR],
  ['GET', '/recovery', ALL],
  ['PUT', '/recovery/peers', OPERATOR],
  ['GET', '/audit', AUDITORS],
  ['GET', '/audit/verify', AUDITORS],
];

const PUBLIC = [
  'get /api/v1/session/realm',
  'post /api/v1/session',
  'post /api/v1/session/cookie',
  'delete /api/v1/session/cookie',
  'post /api/v1/reports/webhook/{sender}',
  'get /health/live',
  'get /health/ready',
];

/** Something well-formed that does not exist, so that whoever may ask changes nothing. */
const EXAMPLES: Record<string, string> = {
  '{name}': 'nobody',
  '{code}': 'NOTHING',
  '{node}': 'xx.ews.example',
  '{id}': encodeURIComponent('kr.ews.example/2021-10-11/00000000'),
};

/** Answers without an end. */
const STREAMS: Record<string, { payloadAsStream: true }> = { '/live': { payloadAsStream: true } };

const pathOf = (route: string) => route.replace(/\{\w+\}/, (parameter) => EXAMPLES[parameter] ?? parameter);

for (const [method, route, allowed] of MATRIX) {
  test(`permissions: ${method} ${route} needs a token`, async () => {
    assert.deepEqual(refusal(await agency.ask(undefined, method, pathOf(route))), [401, 'unauthenticated']);
  });

  for (const role of ALL) {
    const may = allowed.includes(role);
    test(`permissions: ${method} ${route} ${may ? 'is for' : 'is not for'} the ${role}`, async () => {
      const answer = await agency.ask(role, method, pathOf(route), undefined, STREAMS[route]);
      if (route in STREAMS) return void assert.equal(answer.statusCode, may ? 200 : 403);
      if (may) assert.ok(![401, 403, 500].includes(answer.statusCode), answer.body);
      else assert.deepEqual(refusal(answer), [403, 'forbidden']);
    });
  }
}

test('permissions: the matrix has every route, and nothing else is public', async () => {
  const document = (await agency.app.inject('/api/openapi.json')).json();
  const documented = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.keys(operations as object).map((method) => `${method} ${path}`),
  );
  const listed = MATRIX.map(([method, route]) => `${method.toLowerCase()} /api/v1${route}`);
  assert.deepEqual(documented.sort(), [...listed, ...PUBLIC].sort());
});

test('permissions: a refusal says which role it takes', async () => {
  const { detail, permission, role } = (await agency.ask('viewer', 'POST', '/bulletins', {})).json();
  assert.deepEqual([permission, role], ['draft', 'viewer']);
  assert.match(detail, /analyst/);
});

test('permissions: a route that does not say who may use it cannot be added', async () => {
  const app = Fastify();
  await requireTokens(app, agency.node);
  assert.throws(() => app.get('/forgotten', async () => 'secret'));
  assert.doesNotThrow(() => app.get('/open', { config: { public: true } }, async () => 'public'));
});
