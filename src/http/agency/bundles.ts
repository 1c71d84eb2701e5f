import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { LogOrigin, NodeId } from '../../domain/node-id.ts';
import { Instant } from '../../domain/time.ts';
import { BUNDLE_LIMITS, BUNDLE_MEDIA_TYPE } from '../../federation/bundle/bundle.ts';
import { decompress } from '../../ingest/decompress.ts';
import type { EwsNode } from '../../node.ts';
import { actorOf } from '../auth.ts';
import { type Api, answers, json } from './answers.ts';
import { flag, wholeNumber } from './lists.ts';
import { PeerView, peerView } from './peer-view.ts';
import { recordAct } from './record.ts';

const FILE = {
  description: 'The bundle: lines of JSON, packed by gzip',
  content: { [BUNDLE_MEDIA_TYPE]: { schema: z.string() } },
};

/** The body as it comes in: it is read line by line. */
const Upload = z
  .custom<Readable>((body) => body instanceof Readable, 'a bundle')
  .meta({ type: 'string', format: 'binary', description: 'A bundle, packed by gzip or not' });

const Count = z.number().int().min(0);
const Counts = z.object({
  offered: Count,
  stored: Count,
  sealed: Count,
  refused: Count,
  duplicate: Count,
  failed: Count,
});

const Report = z.object({
  from: NodeId,
  made: Instant,
  whole: z.boolean().describe('Whether it was read to its end'),
  counts: Counts.describe('`offered` is the sum of the others'),
  logs: z.array(Counts.extend({ log: LogOrigin, held: Count })),
  problems: z.array(z.object({ log: LogOrigin.optional(), code: z.string(), message: z.string() })),
  problemCount: Count,
});

const Enrolment = z.strictObject({
  node: NodeId,
  fingerprint: z
    .string()
    .regex(/^[A-Za-z0-9_-]{43}$/, 'an RFC 7638 thumbprint, 43 characters')
    .describe('Of its root key, as it came by another way'),
});

const tags = ['peers'];
const config = { permission: 'enrol' } as const;

export function bundleRoutes(parent: Api, node: EwsNode): void {
  exportRoutes(parent, node);
  parent.register(async (scope: FastifyInstance) => {
    scope.removeAllContentTypeParsers();
    const types = [BUNDLE_MEDIA_TYPE, 'application/x-ndjson'];
    scope.addContentTypeParser(types, (_request, payload, done) => done(null, payload));
    importRoutes(scope.withTypeProvider<ZodTypeProvider>(), node);
  });
}

function exportRoutes(api: Api, node: EwsNode): void {
  const { bundles } = node.federation;

  api.get(
    '/bundles/identity',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        summary: 'A bundle that says who this node is, for one that enrols it from a file',
        response: answers({ 200: FILE }),
      },
    },
    async (_request, reply) => {
      reply.header('content-disposition', `attachment; filename="${fileName(node, 'identity')}"`);
      return reply.type(BUNDLE_MEDIA_TYPE).send(packed(bundles.identity()) as never);
    },
  );

  api.get(
    '/bundles/:node',
    {
      config,
      schema: {
        tags,
        summary: 'A bundle for a peer: what it may see of every log held here and has not confirmed',
        params: z.strictObject({ node: NodeId }),
        querystring: z.strictObject({
          from: wholeNumber(0, Number.MAX_SAFE_INTEGER).optional().describe('The own log from this entry on'),
          all: flag().describe('Every log from its beginning'),
        }),
        response: answers({ 200: FILE }, 'not_found', 'peer_suspended'),
      },
    },
    async (request, reply) => {
      const to = request.params.node;
      const gone = new AbortController();
      reply.raw.once('close', () => gone.abort());
      const lines = bundles.export({ to, ...request.query, signal: gone.signal });
      // A refusal has to come before the first byte.
      const first = await lines.next();
      await recordAct(node, request, {
        action: 'bundle.exported',
        subject: to,
        detail: { ...request.query },
      });
      reply.header('content-disposition', `attachment; filename="${fileName(node, to)}"`);
      reply.header('cache-control', 'no-store').type(BUNDLE_MEDIA_TYPE);
      return reply.send(packed(following(first, lines)) as never);
    },
  );
}

function importRoutes(api: Api, node: EwsNode): void {
  const { bundles } = node.federation;
  const consumes = [BUNDLE_MEDIA_TYPE, 'application/x-ndjson'];

  api.post(
    '/bundles',
    {
      config,
      bodyLimit: BUNDLE_LIMITS.bytes,
      schema: {
        tags,
        summary: 'Import a bundle: each page is proven as one that is pulled; what came already is a success',
        consumes,
        body: Upload,
        response: answers(
          { 200: json('What became of the entries', Report) },
          'unsupported_media_type',
          'bundle_malformed',
          'too_large',
        ),
      },
    },
    async (request) => {
      const report = await bundles.import(unpacked(request.body));
      await recordAct(node, request, {
        action: 'bundle.imported',
        subject: report.from,
        detail: { made: report.made, whole: report.whole, ...report.counts },
      });
      return { ...report, logs: [...report.logs], problems: [...report.problems] };
    },
  );

  api.post(
    '/bundles/enrolment',
    {
      config,
      schema: {
        tags,
        summary: 'Enrol a node from a bundle that holds its document, without asking it',
        consumes,
        querystring: Enrolment,
        body: Upload,
        response: answers(
          { 201: json('The peer', PeerView) },
          'unsupported_media_type',
          'bundle_malformed',
          'not_found',
          'already_exists',
          'fingerprint_mismatch',
          'node_document_invalid',
          'key_statement_invalid',
          'key_weak',
        ),
      },
    },
    async (request, reply) => {
      const peer = await bundles.enrol(unpacked(request.body), request.query, actorOf(request));
      return reply.code(201).send(peerView(peer));
    },
  );
}

function unpacked(input: Readable): AsyncIterable<Uint8Array> {
  return decompress({ input, name: 'the bundle', maxBytes: BUNDLE_LIMITS.unpackedBytes });
}

function packed(lines: AsyncIterable<string>): Readable {
  const gzip = createGzip();
  const source = Readable.from(withNewlines(lines), { objectMode: false });
  source.once('error', (error) => gzip.destroy(error));
  gzip.once('close', () => source.destroy());
  return source.pipe(gzip);
}

async function* withNewlines(lines: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  for await (const line of lines) yield Buffer.from(`${line}\n`);
}

async function* following(
  first: IteratorResult<string>,
  rest: AsyncGenerator<string>,
): AsyncGenerator<string> {
  if (!first.done) yield first.value;
  yield* rest;
}

function fileName(node: EwsNode, to: string): string {
  return `${node.config.node.id}-${to}.ews-bundle.gz`;
}
