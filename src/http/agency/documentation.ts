import swagger, { type SwaggerTransformObject } from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import project from '../../../package.json' with { type: 'json' };
import type { NodeId } from '../../domain/node-id.ts';
import { CONSOLE_HEADER } from '../own-page.ts';
import { sessionCookieName } from '../session-cookie.ts';

const REFERENCE = /"#\/components\/schemas\/([^"]+)"/g;

const TAGS = [
  { name: 'session', description: 'Sign in' },
  { name: 'accounts', description: 'People and their roles' },
  { name: 'node', description: 'This node, its clock and its log' },
  { name: 'indicators', description: 'What is measured, and the observations' },
  { name: 'signals', description: 'What detectors raised' },
  {
    name: 'situation',
    description: 'What several countries see together, supply chains, and who is hit when something fails',
  },
  { name: 'reports', description: 'What people report, apart from what is measured' },
  { name: 'bulletins', description: 'Early-warning bulletins of this node and of its peers' },
  { name: 'peers', description: 'The other nodes' },
  { name: 'links', description: 'How the links to them fare, in both directions' },
  { name: 'audit', description: 'Who changed what' },
  { name: 'health', description: 'For supervision of the process' },
];

/** The page loads its own scripts and styles, and styles set by its scripts; no other host. */
const PAGE_POLICY = {
  'default-src': ["'self'"],
  'img-src': ["'self'", 'data:'],
  'style-src': ["'self'", "'unsafe-inline'"],
  'object-src': ["'none'"],
  'base-uri': ["'none'"],
  'frame-ancestors': ["'none'"],
};

/** The OpenAPI document, made from the schemas of the routes, and a page to read it and try it out. */
export function serveDocumentation(app: FastifyInstance, node: NodeId): void {
  app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'EWS node: API of the agency',
        description: `${project.description} Refusals are problem documents (RFC 9457) with a stable \`code\`.`,
        version: project.version,
      },
      tags: TAGS,
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
          cookie: {
            type: 'apiKey',
            in: 'cookie',
            name: sessionCookieName(node),
            description: `For the console: what changes something also needs \`${CONSOLE_HEADER}: 1\`, from a page of this origin.`,
          },
        },
      },
      security: [{ token: [] }, { cookie: [] }],
    },
    transform: jsonSchemaTransform,
    transformObject: (document) => onlyUsedSchemas(jsonSchemaTransformObject(document)),
  });
  app.register(swaggerUi, {
    routePrefix: '/api/docs',
    staticCSP: PAGE_POLICY,
    uiConfig: { validatorUrl: null },
  });
  app.register(async (scope) => {
    scope.get('/api/openapi.json', { schema: { hide: true } }, async () => scope.swagger());
  });
}

type Document = ReturnType<SwaggerTransformObject>;

/** Each named schema comes in two forms, as it is sent in and out; most are used in one. */
function onlyUsedSchemas(document: Document): Document {
  const { components, paths } = document as {
    components?: { schemas?: Record<string, unknown> };
    paths?: unknown;
  };
  const all = components?.schemas ?? {};
  const used = new Set<string>();
  const collect = (value: unknown): void => {
    for (const [, name = ''] of JSON.stringify(value ?? {}).matchAll(REFERENCE)) {
      if (used.has(name)) continue;
      used.add(name);
      collect(all[name]);
    }
  };
  collect(paths);
  const schemas = Object.fromEntries(Object.entries(all).filter(([name]) => used.has(name)));
  return { ...document, components: { ...components, schemas } } as Document;
}
