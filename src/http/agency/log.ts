import { z } from 'zod';
import { toBase64, toBase64url } from '../../domain/bytes.ts';
import { EwsError } from '../../domain/errors.ts';
import { LogOrigin, NodeId } from '../../domain/node-id.ts';
import { formatInstant, Instant } from '../../domain/time.ts';
import type { StoredEntry } from '../../log/port.ts';
import type { EwsNode } from '../../node.ts';
import { type Api, answers, json } from './answers.ts';
import { listOf, readPage, wholeNumber } from './lists.ts';

const LogHead = z.object({
  origin: LogOrigin,
  size: z.number().int(),
  root: z.string().describe('base64, as in the checkpoint'),
  checkpoint: z.string().describe('A signed note (C2SP tlog-checkpoint)'),
  witnesses: z.object({
    required: z.number().int().describe('Cosignatures that make an entry witnessed'),
    of: z.number().int().describe('Nodes that may witness'),
    size: z.number().int().describe('Entries that are witnessed'),
    newest: z
      .array(z.object({ witness: NodeId, size: z.number().int(), at: Instant }))
      .describe('The newest cosignature of each'),
  }),
});

const EntryView = z.object({
  seq: z.number().int(),
  digest: z.string().describe('base64url SHA-256 of the compact JWS'),
  sealed: z.boolean().describe('Not addressed to this node: its digest is held, or its ciphertext'),
  ciphertext: z.boolean().optional().describe('It is encrypted to others, and held in order to hand it on'),
});

export function logRoutes(api: Api, node: EwsNode): void {
  const config = { permission: 'read' } as const;
  const store = node.stores.log;

  api.get(
    '/log',
    {
      config,
      schema: {
        tags: ['node'],
        summary: 'Size, root and checkpoint of the own log',
        response: answers({ 200: json('The head of the log', LogHead) }),
      },
    },
    async () => {
      const { size, root, checkpoint } = node.log.head();
      const { origin } = node.log;
      const { newest, ...witnesses } = await node.federation.witnessing.ofLog(origin);
      const dated = newest.map(({ at, ...each }) => ({ ...each, at: formatInstant(at) }));
      return { origin, size, root: toBase64(root), checkpoint, witnesses: { ...witnesses, newest: dated } };
    },
  );

  api.get(
    '/log/entries',
    {
      config,
      schema: {
        tags: ['node'],
        summary: 'What is held of a log, the own one unless another is named',
        querystring: z.strictObject({
          origin: LogOrigin.optional(),
          from: wholeNumber(0, Number.MAX_SAFE_INTEGER).default(0),
          limit: wholeNumber(1, 1000).default(100),
        }),
        response: answers(
          { 200: json('Entries; `next` is the number to go on from', listOf(EntryView)) },
          'not_found',
        ),
      },
    },
    async ({ query }) => {
      const { origin = node.log.origin, from, limit } = query;
      if ((await store.log(origin)) === undefined)
        throw new EwsError('not_found', `Nothing is held of the log ${origin}.`);
      const read = async (length: number) => (await store.entries(origin, from, length)).map(entryView);
      return readPage({ limit, offset: from }, read);
    },
  );
}

function entryView({ seq, digest, jws, isCiphertext }: StoredEntry): z.infer<typeof EntryView> {
  const sealed = jws === undefined || isCiphertext === true;
  return { seq, digest: toBase64url(digest), sealed, ...(isCiphertext ? { ciphertext: true } : {}) };
}
