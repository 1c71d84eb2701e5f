import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { requireMapping } from '../../config/mappings.ts';
import { EwsError, hasCode } from '../../domain/errors.ts';
import { MappingName } from '../../domain/mapping.ts';
import { ingest } from '../../ingest/ingest.ts';
import { MEDIA_TYPES, parseEncoding, parseMediaType } from '../../ingest/parse.ts';
import { countsOf, IngestReport } from '../../ingest/report.ts';
import type { EwsNode } from '../../node.ts';
import { actorOf } from '../auth.ts';
import { sendProblem } from '../errors.ts';
import { type Api, answers, json } from './answers.ts';
import { flag } from './lists.ts';
import { recordAct } from './record.ts';
import { KEY_STATUS, RepeatedUploads } from './repeated-uploads.ts';

/** The body as it comes in; the rows are read from it one after the other. */
const Upload = z
  .custom<Readable>((body) => body instanceof Readable, 'a body in one of the formats of rows')
  .meta({ type: 'string', description: 'Rows: series, period, value, status, known_at (in NDJSON knownAt)' });

const Options = z.strictObject({
  strict: flag().describe('With any refusal, store nothing'),
  dryRun: flag().describe('Say what would become of the rows; store nothing'),
  mapping: MappingName.optional().describe('How the columns of a publisher are read, from the catalogue'),
  name: z.string().min(1).max(200).default('upload').describe('Name of the file, for messages'),
});

const Headers = z.looseObject({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/, '1 to 200 visible ASCII characters')
    .optional()
    .describe(
      'A name of this upload. The same upload with the same name within 24 hours gets the same report again, and nothing is ingested (the header Idempotency-Replayed says so)',
    ),
});

const Ingested = IngestReport.safeExtend({
  signals: z
    .number()
    .int()
    .min(0)
    .optional()
    .describe(
      'Signals that opened, grew or closed by it; absent where much is new: detection comes after the answer',
    ),
});

/** So many new observations are judged before the answer; what is more is left to the node's own rhythm. */
const MAX_JUDGED = 20_000;

export function observationRoutes(parent: Api, node: EwsNode): void {
  parent.register(async (scope) => {
    handOverStreams(scope);
    ingestRoute(scope.withTypeProvider<ZodTypeProvider>(), node);
  });
}

/** Nothing reads the body before ingest does. */
function handOverStreams(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser([...MEDIA_TYPES], (_request, payload, done) => done(null, payload));
}

function ingestRoute(api: Api, node: EwsNode): void {
  const repeated = new RepeatedUploads(node);
  api.post(
    '/observations',
    {
      config: { permission: 'ingest' },
      schema: {
        tags: ['indicators'],
        summary: 'Ingest observations; the report says what became of each row',
        consumes: [...MEDIA_TYPES],
        headers: Headers,
        querystring: Options,
        body: Upload,
        response: answers(
          { 200: json('The report; rows may have been refused', Ingested) },
          'unsupported_media_type',
          'not_found',
          'too_large',
          'wrong_state',
          {
            status: 422,
            description:
              'With strict: rows were refused, `report` says which. With a key: another upload came with it before',
          },
        ),
      },
    },
    async (request, reply) => {
      try {
        const { report, isReplayed } = await answerUpload(node, request, repeated);
        if (isReplayed) reply.header('idempotency-replayed', 'true');
        if (!request.query.strict || report.refused === 0) return report;
        return sendProblem(nothingStored(report), request, reply, STRICT_STATUS);
      } catch (error) {
        await receiveRest(request.body, node.config.limits.ingestBytes, reply);
        if (hasCode(error, 'invalid_input') && 'key' in error.detail)
          return sendProblem(error, request, reply, KEY_STATUS);
        throw error;
      }
    },
  );
}

type UploadRequest = FastifyRequest<{
  Querystring: z.infer<typeof Options>;
  Body: Readable;
}>;
type Answer = z.infer<typeof Ingested>;
type OnBytes = (bytes: Uint8Array) => void;

/** Ingests an upload, unless it was answered before. */
async function answerUpload(
  node: EwsNode,
  request: UploadRequest,
  repeated: RepeatedUploads,
): Promise<{ report: Answer; isReplayed: boolean }> {
  const ingest = (onBytes: OnBytes) => ingestAndDetect(node, request, onBytes);
  const { 'content-type': type, 'content-encoding': encoding } = request.headers;
  const { 'idempotency-key': key } = Headers.parse(request.headers);
  if (key === undefined) return { report: await ingest(() => undefined), isReplayed: false };
  const upload = { subject: actorOf(request).subject, key, asked: [request.query, type, encoding] };
  const skim = async (onBytes: OnBytes) => {
    for await (const bytes of limited(request, node.config.limits.ingestBytes)) onBytes(bytes);
  };
  return repeated.answer(upload, { ingest, skim });
}

async function ingestAndDetect(node: EwsNode, request: UploadRequest, onBytes: OnBytes): Promise<Answer> {
  const { strict, dryRun } = request.query;
  const before = node.detection.changes;
  const report = await ingestUpload(node, request, onBytes);
  // Another run may have come first: what counts is what changed since this ingest began.
  if (report.stored + report.revised > MAX_JUDGED && !dryRun) return report;
  if (!dryRun && !(strict && report.refused > 0)) await node.detection.runDue();
  return { ...report, signals: node.detection.changes - before };
}

/** Ingests a body, and puts into the audit trail what came of it, also where it broke off. */
async function ingestUpload(node: EwsNode, request: UploadRequest, onBytes: OnBytes): Promise<IngestReport> {
  const { name, strict, dryRun, mapping } = request.query;
  const startedAt = performance.now();
  const record = (detail: Record<string, unknown>) =>
    recordAct(node, request, { action: 'observations.ingested', subject: name, detail });
  try {
    const report = await ingest({
      input: watched(limited(request, node.config.limits.ingestBytes), onBytes),
      parser: node.parser,
      format: parseMediaType(request.headers['content-type'] ?? ''),
      mapping: mapping === undefined ? undefined : requireMapping(node.config, mapping),
      compression: parseEncoding(request.headers['content-encoding']),
      maxBytes: node.config.limits.ingestBytes,
      name,
      store: node.stores.observations,
      now: node.business.now(),
      strict,
      dryRun,
    });
    const counts = countsOf(report);
    const milliseconds = Math.round(performance.now() - startedAt);
    node.events.ingestFinished({ source: 'http', ...counts, milliseconds });
    if (!dryRun) await record({ ...counts });
    return report;
  } catch (error) {
    if (!dryRun) await record({ failed: error instanceof EwsError ? error.code : 'internal' });
    throw error;
  }
}

/** Rows were refused, and the caller had said that then nothing is to be stored. */
const STRICT_STATUS = { invalid_input: 422 } as const;

function nothingStored(report: IngestReport): EwsError {
  return new EwsError('invalid_input', `${report.refused} rows were refused, so nothing was stored.`, {
    report,
  });
}

async function* watched(input: AsyncIterable<Uint8Array>, onBytes: OnBytes): AsyncGenerator<Uint8Array> {
  for await (const bytes of input) {
    onBytes(bytes);
    yield bytes;
  }
}

/** @throws EwsError `too_large`: as soon as the header says so, or once more bytes came than may come */
async function* limited(request: UploadRequest, maxBytes: number): AsyncGenerator<Uint8Array> {
  const tooLarge = () => new EwsError('too_large', `An upload has at most ${maxBytes} bytes.`, { maxBytes });
  if (Number(request.headers['content-length']) > maxBytes) throw tooLarge();
  let bytes = 0;
  for await (const chunk of chunks(request.body)) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw tooLarge();
    yield chunk;
  }
}

/** Whoever stops reading leaves the connection open: it has the answer still to carry. */
function chunks(body: Readable): AsyncIterable<Uint8Array> {
  return body.iterator({ destroyOnReturn: false });
}

/**
 * Takes in what is left of a body that was refused: a client that is still sending would not see the answer.
 * Where more is left than that, the connection ends with the answer.
 */
async function receiveRest(body: Readable, maxBytes: number, reply: FastifyReply): Promise<void> {
  let bytes = 0;
  try {
    for await (const chunk of chunks(body)) {
      bytes += chunk.length;
      if (bytes > maxBytes) break;
    }
  } catch {
    // The client is gone: there is nobody left to answer.
  }
  if (!body.readableEnded) reply.header('connection', 'close');
}
