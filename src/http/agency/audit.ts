import { z } from 'zod';
import type { AuditRecord } from '../../domain/audit.ts';
import { Role } from '../../domain/people.ts';
import type { EwsNode } from '../../node.ts';
import { verifyAuditTrail } from '../../people/audit.ts';
import { type Api, answers, json } from './answers.ts';
import { listOf, readPage, wholeNumber } from './lists.ts';

/** As it is hashed, so that whoever reads the trail can compute its chain again. */
const AuditRecordView = z.object({
  seq: z.number().int(),
  at: z.number().int().describe('Milliseconds since 1970-01-01T00:00:00Z'),
  actor: z.object({ name: z.string(), role: z.enum([...Role.options, 'node']) }),
  action: z.string(),
  subject: z.string(),
  detail: z.record(z.string(), z.unknown()).optional(),
  prev: z.string(),
  hash: z.string().describe('base64url SHA-256 of the canonical JSON of the other members'),
});

const Trail = z.object({
  records: z.number().int(),
  head: z.string().describe('Hash of the last record: keep it elsewhere, and a cut comes out'),
});

export function auditRoutes(api: Api, { stores }: EwsNode): void {
  const config = { permission: 'read-audit' } as const;
  const tags = ['audit'];

  api.get(
    '/audit',
    {
      config,
      schema: {
        tags,
        summary: 'The audit trail, the oldest first',
        querystring: z.strictObject({
          from: wholeNumber(0, Number.MAX_SAFE_INTEGER).default(1),
          limit: wholeNumber(1, 1000).default(100),
        }),
        response: answers({
          200: json('Records; `next` is the number to go on from', listOf(AuditRecordView)),
        }),
      },
    },
    async ({ query: { from, limit } }) =>
      readPage({ limit, offset: from }, async (length) =>
        (await stores.people.auditRecords(from, length)).map(recordView),
      ),
  );

  api.get(
    '/audit/verify',
    {
      config,
      schema: {
        tags,
        summary: 'Compute the hash chain of the whole trail again',
        response: answers({ 200: json('It holds', Trail) }, 'audit_broken'),
      },
    },
    async () => verifyAuditTrail(stores.people),
  );
}

function recordView({ detail, ...record }: AuditRecord): z.infer<typeof AuditRecordView> {
  return { ...record, detail: detail && { ...detail } };
}
