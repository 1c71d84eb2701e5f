import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { EwsError } from '../../domain/errors.ts';
import { HEADERS, LIMITS, PATHS, PullQuery } from '../../federation/protocol.ts';
import type { PagePiece } from '../../federation/serve/serve.ts';
import type { EwsNode } from '../../node.ts';
import { claimsOf, requirePeerTokens } from './peer-auth.ts';

/** What enrolled peers ask and tell, each request with a token of its own. */
export function exchangeRoutes(scope: FastifyInstance, node: EwsNode): void {
  const { serve, receive } = node.federation;
  // Pulls that wait would keep the listener open for as long as they may.
  const closing = new AbortController();
  scope.addHook('preClose', async () => closing.abort());
  requirePeerTokens(scope, node);
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(
    'application/jose',
    { parseAs: 'string', bodyLimit: Math.max(LIMITS.hintBytes, LIMITS.linkReportBytes) },
    (_request, body, done) => done(null, body),
  );

  scope.get<{ Params: { log: string } }>(`${PATHS.logs}/:log/entries`, async (request, reply) => {
    const origin = await serve.named(request.params.log);
    const { from, limit, wait } = parseQuery(request.query);
    const claims = claimsOf(request);
    await serve.requireServable(origin, from, claims.iss);
    await receive.cursor(origin, requireCursor(request.headers[HEADERS.cursor]), claims);
    node.links.heard(claims.iss);
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const page = serve.page({
      origin,
      reader: claims.iss,
      from,
      limit,
      waitSeconds: wait,
      signal: AbortSignal.any([gone.signal, closing.signal]),
    });
    reply.type('application/x-ndjson').header('cache-control', 'no-store');
    const reportServed = (entries: number) =>
      node.events.pageServed({ peer: claims.iss, from, entries, requestId: request.id });
    return reply.send(Readable.from(textsOf(page, reportServed)));
  });

  scope.get<{ Params: { node: string } }>(`${PATHS.nodes}/:node`, async (request, reply) => {
    const document = await serve.documentOf(request.params.node);
    return reply.type('application/jose').header('cache-control', 'no-store').send(document);
  });

  scope.post(PATHS.hints, async (request, reply) => {
    if (typeof request.body !== 'string')
      throw new EwsError('invalid_input', 'A hint is a compact JWS, sent as application/jose.');
    await receive.hint(request.body, claimsOf(request));
    node.links.heard(claimsOf(request).iss);
    return reply.code(204).send();
  });

  scope.post(PATHS.linkReport, async (request, reply) => {
    if (typeof request.body !== 'string')
      throw new EwsError('report_invalid', 'A link report is a compact JWS, sent as application/jose.');
    const answer = await node.links.receiveReport(request.body, claimsOf(request));
    return reply.type('application/jose').header('cache-control', 'no-store').send(answer);
  });
}

function parseQuery(query: unknown): z.infer<typeof PullQuery> {
  const parsed = PullQuery.safeParse(query);
  if (parsed.success) return parsed.data;
  throw new EwsError(
    'invalid_input',
    `The query of this pull is not valid: ${z.prettifyError(parsed.error)}`,
  );
}

function requireCursor(header: string | string[] | undefined): string {
  if (typeof header === 'string' && header.length <= LIMITS.cursorBytes) return header;
  throw new EwsError(
    'cursor_invalid',
    `A pull carries one ${HEADERS.cursor} header of at most ${LIMITS.cursorBytes} bytes.`,
  );
}

/** Calls `reportServed` once a page that holds entries has gone out to its end. */
async function* textsOf(
  page: AsyncIterable<PagePiece>,
  reportServed: (entries: number) => void,
): AsyncGenerator<string | Uint8Array> {
  let served = 0;
  for await (const { text, entries } of page) {
    served += entries;
    yield text;
  }
  if (served > 0) reportServed(served);
}
