import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Where `vite build` puts the console. */
export const CONSOLE_FOLDER = fileURLToPath(new URL('../../dist/console/', import.meta.url));

const INDEX = 'index.html';

/**
 * The console loads its own files and asks its own node. Styles that its scripts set go through the CSSOM, which
 * needs no exception; neither do its fonts, which it brings along.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join(';');

const NOT_BUILT = `The console of this node is not built.
Build it in the folder of the project with: npm run build
The API works without it; it is described at /api/docs/
`;

/** Names of files as a build makes them; no path of dots, whatever a request asks for. */
const FILE = /^(?:[\w-][\w.-]*\/)*[\w-][\w.-]*\.\w+$/;

/** Their names change with their content. */
const FOR_GOOD = { maxAge: '365d', immutable: true } as const;
const ASK_AGAIN = { cacheControl: false } as const;

/** What lies beside the console on this listener, and answers for itself. */
const NOT_PAGES = /^\/(?:api|health|assets)(?:\/|$)/;

/** Serves the built console under `/`. Compressed files that stand beside the plain ones are preferred. */
export async function serveConsole(scope: FastifyInstance, folder = CONSOLE_FOLDER): Promise<void> {
  const root = folder;
  await scope.register(fastifyStatic, { root, serve: false, preCompressed: true, suppressWarning: true });
  // After helmet, whose policy is that of the API.
  scope.addHook('onRequest', async (_request, reply) => {
    reply.header('content-security-policy', POLICY);
  });
  const method = ['GET', 'HEAD'];
  const schema = { hide: true };

  scope.route<{ Params: { '*': string } }>({
    method,
    url: '/assets/*',
    schema,
    handler: async ({ params }, reply) => sendAsset(reply, params['*']),
  });
  scope.route<{ Params: { '*': string } }>({
    method,
    url: '/*',
    schema,
    handler: async (request, reply) => {
      const path = request.params['*'];
      if (FILE.test(path) && !path.includes('/') && existsSync(join(root, path)))
        return sendPage(reply, path);
      if (!isPage(request)) return notFound(reply);
      if (!existsSync(join(root, INDEX)))
        return reply.code(503).type('text/plain; charset=utf-8').send(NOT_BUILT);
      return sendPage(reply, INDEX);
    },
  });
}

function sendAsset(reply: FastifyReply, name: string): FastifyReply {
  return FILE.test(name) ? reply.sendFile(`assets/${name}`, FOR_GOOD) : notFound(reply);
}

function sendPage(reply: FastifyReply, name: string): FastifyReply {
  return reply.header('cache-control', 'no-cache').sendFile(name, ASK_AGAIN);
}

/** A link into the console that somebody opens; what a script asks for in vain is not found. */
function isPage({ url, headers }: FastifyRequest): boolean {
  const [path = '/'] = url.split('?', 1);
  if (path === '/') return true;
  return !NOT_PAGES.test(path) && /\btext\/html\b/.test(headers.accept ?? '');
}

function notFound(reply: FastifyReply): FastifyReply {
  reply.callNotFound();
  return reply;
}
