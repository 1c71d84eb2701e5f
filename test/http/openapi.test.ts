import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openAgency, type TestAgency } from './agency.ts';

interface Operation {
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly security?: readonly object[];
  readonly parameters?: readonly { name: string; in: string; required: boolean; schema: object }[];
  readonly responses: Record<string, { description: string; content?: Record<string, { schema: object }> }>;
}

interface Document {
  readonly openapi: string;
  readonly tags: readonly { name: string }[];
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, object> };
}

let agency: TestAgency;
let document: Document;
before(async () => {
  agency = await openAgency();
  document = (await agency.app.inject('/api/openapi.json')).json();
});
after(() => agency.close());

function operations(): [name: string, operation: Operation, path: string][] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, Operation, string] => [
      `${method} ${path}`,
      operation,
      path,
    ]),
  );
}

/** The operations for which something is not as it should be. */
function failing(isGood: (operation: Operation, path: string) => boolean): string[] {
  return operations()
    .filter(([, operation, path]) => !isGood(operation, path))
    .map(([name]) => name);
}

test('openapi: is a document of version 3.1 with routes', () => {
  assert.equal(document.openapi, '3.1.0');
  assert.ok(operations().length > 35);
});

test('openapi: each route has a summary and a known tag', () => {
  const tags = new Set(document.tags.map(({ name }) => name));
  assert.deepEqual(
    failing(({ summary, tags: own }) => summary !== undefined && own?.length === 1 && tags.has(own[0]!)),
    [],
  );
  const used = new Set(operations().flatMap(([, { tags: own = [] }]) => own));
  assert.deepEqual([...tags].sort(), [...used].sort());
});

test('openapi: each route has one good answer, described, with a schema where it has a body', () => {
  const isGood = ({ responses }: Operation) => {
    const good = Object.entries(responses).filter(([status]) => status.startsWith('2'));
    if (good.length !== 1) return false;
    const [status, { description, content }] = good[0]!;
    if (description === 'Default Response') return false;
    if (status === '204') return content === undefined;
    return Object.values(content ?? {}).every(({ schema }) => Object.keys(schema).length > 0) && !!content;
  };
  assert.deepEqual(failing(isGood), []);
});

test('openapi: each refusal is a problem document, and says for which codes', () => {
  const problem = { $ref: '#/components/schemas/Problem' };
  const isGood = ({ responses }: Operation) =>
    Object.entries(responses)
      // 304 says that nothing has changed, and has no body.
      .filter(([status]) => !status.startsWith('2') && status !== '304')
      .every(([, { description, content = {} }]) => {
        const [type, ...others] = Object.keys(content);
        assert.deepEqual([type, others], ['application/problem+json', []]);
        assert.deepEqual(content['application/problem+json']?.schema, problem);
        return /[a-z]/.test(description);
      });
  assert.deepEqual(failing(isGood), []);
});

test('openapi: each route tells its common refusals, and the token that it needs', () => {
  const common = ['400', '429', '500', '503'];
  assert.deepEqual(
    failing(({ responses }) => common.every((status) => status in responses)),
    [],
  );
  const isPublic = ({ security }: Operation) => security?.length === 0;
  assert.deepEqual(
    failing((operation) => isPublic(operation) || ['401', '403'].every((s) => s in operation.responses)),
    [],
  );
  assert.deepEqual(
    operations()
      .filter(([, operation]) => isPublic(operation))
      .map(([name]) => name),
    [
      'get /health/live',
      'get /health/ready',
      'post /api/v1/session',
      'post /api/v1/session/cookie',
      'delete /api/v1/session/cookie',
      'get /api/v1/session/realm',
      'post /api/v1/reports/webhook/{sender}',
    ],
  );
});

test('openapi: each part of a path is a parameter, and is required', () => {
  const isGood = ({ parameters = [] }: Operation, path: string) => {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const declared = parameters.filter((one) => one.in === 'path' && one.required).map(({ name }) => name);
    return inPath.join() === declared.join();
  };
  assert.deepEqual(failing(isGood), []);
});

test('openapi: each reference leads somewhere, and each named schema is used', () => {
  const names = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(
    (m) => m[1]!,
  );
  assert.deepEqual([...new Set(names)].sort(), Object.keys(document.components.schemas).sort());
});

test('openapi: numbers and flags in a query have their types and bounds', () => {
  const { parameters = [] } = document.paths['/api/v1/signals']!.get!;
  const limit = parameters.find(({ name }) => name === 'limit');
  assert.deepEqual(limit?.schema, { type: 'integer', minimum: 1, maximum: 500 });
});

test('openapi: the page that shows it is served from here alone', async () => {
  const page = await agency.app.inject('/api/docs/');
  assert.equal(page.statusCode, 200);
  const policy = String(page.headers['content-security-policy']);
  assert.match(policy, /default-src 'self'/);
  assert.doesNotMatch(policy, /https?:|upgrade-insecure-requests|\*/);
  assert.equal((await agency.app.inject('/api/docs/static/swagger-ui-bundle.js')).statusCode, 200);
});
