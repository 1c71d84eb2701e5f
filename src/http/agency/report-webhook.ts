import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { EwsError } from '../../domain/errors.ts';
import { ReportId, UnsignedReport } from '../../domain/report.ts';
import type { EwsNode } from '../../node.ts';
import { SenderName } from '../../reports/settings.ts';
import { type Api, json, publicAnswers } from './answers.ts';

const MESSAGE_BYTES = 65_536;

/** The very bytes that were signed. */
const Message = z
  .custom<Buffer>((body) => body instanceof Buffer, 'a report in JSON')
  .meta({ type: 'object', description: 'A report in JSON as for POST /reports, without `source`' });

const signed = (description: string) => z.string().max(1000).optional().describe(description);
const Headers = z.looseObject({
  'webhook-id': signed('A name of this message, 1 to 128 letters, digits and . _ -; another one each time'),
  'webhook-timestamp': signed('When it is sent: whole seconds since 1970'),
  'webhook-signature': signed('v1, and the base64 of HMAC-SHA256 over <id>.<timestamp>.<body>'),
});

const Taken = z.object({
  outcome: z.enum(['stored', 'duplicate']).describe('duplicate: this very report was held already'),
  report: ReportId,
});

/** For those who send reports without an account: each message is signed (Standard Webhooks). */
export function reportWebhookRoutes(parent: Api, node: EwsNode): void {
  parent.register(async (scope) => {
    keepBytes(scope);
    webhookRoute(scope.withTypeProvider<ZodTypeProvider>(), node);
  });
}

/** A signature is over bytes: nothing reads them before it was verified. */
function keepBytes(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: MESSAGE_BYTES },
    (_request, body, done) => done(null, body),
  );
}

function webhookRoute(api: Api, node: EwsNode): void {
  api.post(
    '/reports/webhook/:sender',
    {
      config: { public: true },
      schema: {
        tags: ['reports'],
        summary: 'Take a signed report of a sender',
        security: [],
        consumes: ['application/json'],
        params: z.strictObject({ sender: SenderName }),
        headers: Headers,
        body: Message,
        response: publicAnswers(
          { 200: json('What became of it', Taken) },
          'unauthenticated',
          'token_clock',
          'token_replayed',
          'unsupported_media_type',
          'too_large',
        ),
      },
    },
    async ({ params, headers, body }) => {
      const { outcome, id } = await node.reports.deliver(
        { sender: params.sender, headers, body },
        parseReport,
      );
      return { outcome, report: id };
    },
  );
}

/** The sender controls every member of it. */
function parseReport(body: Uint8Array): UnsignedReport {
  const checked = UnsignedReport.safeParse(parseJson(body));
  if (checked.success) return checked.data;
  const issues = checked.error.issues.map(({ path, message }) => ({
    path: ['body', ...path.map(String)].join('.'),
    message,
  }));
  const [first] = issues;
  throw new EwsError('invalid_input', `${first?.path}: ${first?.message}.`, { issues });
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (cause) {
    throw new EwsError('invalid_input', 'The body is not JSON in UTF-8.', {}, { cause });
  }
}
