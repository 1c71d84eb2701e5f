import { z } from 'zod';
import type { BulletinContent } from '../../domain/bulletin.ts';
import { contentDigest } from '../../domain/canonical.ts';
import { EwsError } from '../../domain/errors.ts';
import { LocalisedText } from '../../domain/indicator.ts';
import { type NodeId, nodeOfOrigin } from '../../domain/node-id.ts';
import { formatInstant, Instant } from '../../domain/time.ts';
import { peekDocument } from '../../federation/peers/identity.ts';
import type { EwsNode } from '../../node.ts';
import type { Anchor } from '../../verify/anchor.ts';
import { PROOF_STEPS, type Verification } from '../../verify/verification.ts';
import { verifyProofFile } from '../../verify/verify-proof.ts';
import { type Api, answers, json } from './answers.ts';
import { BulletinParams } from './bulletin-view.ts';

export const VerificationView = z.object({
  outcome: z.enum(['proven', 'consistent', 'failed']),
  steps: z.array(
    z.object({
      name: z.enum(PROOF_STEPS),
      state: z.enum(['ok', 'failed', 'not-checked']),
      sentence: z.string(),
      code: z.string().optional(),
    }),
  ),
  summary: z.object({ proven: z.string(), notProven: z.string() }),
  place: z
    .object({
      origin: z.string(),
      node: z.string(),
      seq: z.number().int(),
      size: z.number().int(),
      root: z.string(),
    })
    .optional(),
  entry: z
    .object({
      digest: z.string(),
      type: z.string(),
      schema: z.string(),
      time: z.string(),
      tlp: z.string(),
      audience: z.union([z.literal('*'), z.array(z.string())]),
    })
    .optional(),
  bulletin: z
    .object({
      id: z.string(),
      issuer: z.string(),
      type: z.string(),
      status: z.string(),
      level: z.string(),
      sent: z.string(),
      expires: z.string(),
      headline: LocalisedText.loose(),
      digest: z.string().describe('Of its whole content'),
      approvals: z.number().int(),
    })
    .optional(),
  cosignatures: z.array(
    z.object({
      name: z.string(),
      own: z.boolean(),
      at: z.number(),
      time: z.string(),
      witness: z.string().optional(),
    }),
  ),
  fingerprint: z.string().optional().describe('Of the root key from which the keys follow'),
  document: z
    .string()
    .describe('Where its issuer serves the node document, which leads from the fingerprint to its keys'),
  shown: z
    .boolean()
    .describe('Whether what this node shows of it is what was signed: false if its own copy was altered'),
  checkedAt: Instant,
});

/** What `ews verify` says of a bulletin's proof, with the root key that this node knows its issuer by. */
export function verificationRoutes(api: Api, node: EwsNode): void {
  api.get(
    '/bulletins/:id/verification',
    {
      config: { permission: 'read' },
      schema: {
        tags: ['bulletins'],
        summary: 'Check the proof of a bulletin again, step by step',
        params: BulletinParams,
        response: answers(
          { 200: json('What holds, and what it proves', VerificationView) },
          'not_found',
          'wrong_state',
        ),
      },
    },
    async ({ params: { id } }) => {
      const proof = await node.bulletins.proof(id);
      const now = node.wall.now();
      const { content, issuer } = await shownHere(node, id);
      const { anchor, url } = await issuerKnown(node, issuer);
      const verification = await verifyProofFile(proof, anchor, now, node.open);
      // The proof is made of the log's entry; people read a copy, which a hand in the database could change.
      const shown = verification.bulletin?.digest === contentDigest(content);
      return { ...view(verification), document: url, shown, checkedAt: formatInstant(now) };
    },
  );
}

/** What people here read of a bulletin, and whose log it stands in. */
async function shownHere(
  { stores, config }: EwsNode,
  id: string,
): Promise<{ content: BulletinContent; issuer: NodeId }> {
  const received = await stores.bulletins.peerBulletin(id);
  if (received !== undefined)
    return { content: received.content, issuer: nodeOfOrigin(received.reference.log) };
  const own = await stores.bulletins.ownBulletin(id);
  if (own === undefined) throw new EwsError('not_found', `There is no bulletin ${id} here.`);
  return { content: own.content, issuer: config.node.id };
}

/** The fingerprint that an operator enrolled, or that of the own root; and where its node is reached. */
async function issuerKnown(
  { config, federation, fingerprint, stores }: EwsNode,
  issuer: NodeId,
): Promise<{ anchor: Anchor; url: string }> {
  if (issuer === config.node.id)
    return {
      anchor: { kind: 'fingerprint', fingerprint, document: federation.serve.document },
      url: config.federation.url,
    };
  const peer = await stores.peers.peer(issuer);
  if (peer === undefined) throw new EwsError('not_found', `${issuer} is not enrolled here.`);
  const { document, fingerprint: enrolled, url } = peer;
  // Where this node knows no address, the one that the peer states is where others find it.
  return {
    anchor: { kind: 'fingerprint', fingerprint: enrolled, document },
    url: url ?? peekDocument(document).url,
  };
}

function view({ steps, cosignatures, entry, ...rest }: Verification) {
  return {
    ...rest,
    steps: [...steps],
    cosignatures: [...cosignatures],
    entry: entry && { ...entry, audience: entry.audience === '*' ? ('*' as const) : [...entry.audience] },
  };
}
