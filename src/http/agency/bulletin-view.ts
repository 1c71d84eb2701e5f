import { z } from 'zod';
import type { BulletinState, Delivery, OwnBulletin, PeerBulletin, Release } from '../../bulletin/port.ts';
import { AcknowledgementType } from '../../domain/acknowledgement.ts';
import {
  BulletinContent,
  BulletinId,
  BulletinReference,
  bulletinText,
  ReceivedBulletinContent,
} from '../../domain/bulletin.ts';
import { NodeId } from '../../domain/node-id.ts';
import { Instant } from '../../domain/time.ts';
import { schemas } from './schemas.ts';

export const BulletinParams = z.strictObject({ id: BulletinId.describe('Its slashes encoded as %2F') });

/** Any of the parts that an analyst writes. */
export const DraftParts = z.strictObject(bulletinText).partial();

/** base64url SHA-256 of a content: which text exactly somebody saw. */
export const Digest = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'a base64url SHA-256 digest');

const Stand = z.object({ subject: z.string(), name: z.string(), time: Instant, digest: Digest });

const Issued = z.object({
  submission: Stand,
  approvals: z.array(Stand),
  sent: Instant,
  reference: BulletinReference,
});

const Life = z.discriminatedUnion('state', [
  z.object({ state: z.literal('draft') }),
  z.object({ state: z.literal('in-review'), submission: Stand, approvals: z.array(Stand) }),
  z.object({ state: z.enum(['issued', 'updated', 'cancelled']), issued: Issued }),
  z.object({ state: z.literal('withdrawn') }),
]);

export const AcknowledgementView = z.object({
  type: AcknowledgementType,
  node: NodeId,
  bulletin: BulletinReference,
  subject: z.string(),
  time: Instant,
  note: z.string().optional(),
});

const DeliveryView = z.object({
  peer: NodeId,
  state: z.enum(['waiting', 'received', 'outside']),
  receivedAt: Instant.optional(),
  acknowledgements: z.array(AcknowledgementView),
});

/** How many witnesses the entry has, by the policy of this node. */
const WitnessView = z.object({
  witnesses: z.number().int().describe('Most cosignatures under one checkpoint that covers the entry'),
  of: z.number().int().describe('Nodes that may witness it'),
  required: z.number().int(),
  witnessed: z.boolean(),
});
schemas.add(WitnessView, { id: 'Witnesses' });

export const OwnBulletinView = z.object({
  from: z.literal('own'),
  content: BulletinContent,
  digest: Digest,
  createdAt: Instant,
  createdBy: z.string(),
  signal: z.string().optional(),
  life: Life,
  witness: WitnessView.optional().describe('Once it is issued'),
});

export const PeerBulletinView = z.object({
  from: z.literal('peer'),
  content: ReceivedBulletinContent,
  sent: Instant,
  reference: BulletinReference,
  signedAt: Instant,
  verifiedAt: Instant,
  state: z.enum(['issued', 'updated', 'cancelled']),
  verification: z
    .object({ signature: z.enum(['checked', 'pending']) })
    .describe(
      'Pending: it is proven to stand in the log that its issuer signed; its own signature is yet to be checked',
    ),
  disputedOrigin: z.boolean().describe('It came after its log was found to be forked'),
  witness: WitnessView.optional(),
});

export const BulletinView = z.discriminatedUnion('from', [OwnBulletinView, PeerBulletinView]);

const Person = z.object({ subject: z.string().describe('Pseudonym'), time: Instant });

/** Who stood for a peer's bulletin. */
const ReleaseView = z.object({ submission: Person, approvals: z.array(Person) });

const acknowledgements = z.array(AcknowledgementView);

/** One bulletin with what became of it; `deliveries` where this node issued it. */
export const BulletinDetail = z.discriminatedUnion('from', [
  OwnBulletinView.extend({ acknowledgements, deliveries: z.array(DeliveryView).optional() }),
  PeerBulletinView.extend({ acknowledgements, release: ReleaseView.optional() }),
]);

schemas.add(Stand, { id: 'Stand' });
schemas.add(AcknowledgementView, { id: 'Acknowledgement' });
schemas.add(ReceivedBulletinContent, { id: 'ReceivedBulletinContent' });
schemas.add(OwnBulletinView, { id: 'OwnBulletin' });
schemas.add(PeerBulletinView, { id: 'PeerBulletin' });

export function ownBulletinView(bulletin: OwnBulletin): z.infer<typeof OwnBulletinView> {
  return { from: 'own', ...bulletin, life: lifeView(bulletin.life) };
}

export function peerBulletinView(bulletin: PeerBulletin): z.infer<typeof PeerBulletinView> {
  const { signature, ...rest } = bulletin;
  const disputedOrigin = bulletin.disputedOrigin === true;
  return { from: 'peer', ...rest, disputedOrigin, verification: { signature } };
}

/** The same view with its witnesses, where it is issued. */
export async function withWitness<T extends OwnView | PeerView>(
  view: T,
  statusOf: (log: string, seq: number) => Promise<z.infer<typeof WitnessView>>,
): Promise<T> {
  const reference =
    view.from === 'peer' ? view.reference : 'issued' in view.life ? view.life.issued.reference : undefined;
  return reference === undefined ? view : { ...view, witness: await statusOf(reference.log, reference.seq) };
}

type OwnView = z.infer<typeof OwnBulletinView>;
type PeerView = z.infer<typeof PeerBulletinView>;

export function deliveryView(delivery: Delivery): z.infer<typeof DeliveryView> {
  return { ...delivery, acknowledgements: [...delivery.acknowledgements] };
}

export function releaseView({ submission, approvals }: Release): z.infer<typeof ReleaseView> {
  return { submission, approvals: [...approvals] };
}

export function isIssued(life: BulletinState): boolean {
  return 'issued' in life;
}

function lifeView(life: BulletinState): z.infer<typeof Life> {
  switch (life.state) {
    case 'draft':
    case 'withdrawn':
      return { state: life.state };
    case 'in-review':
      return { ...life, approvals: [...life.approvals] };
    case 'issued':
    case 'updated':
    case 'cancelled':
      return { ...life, issued: { ...life.issued, approvals: [...life.issued.approvals] } };
  }
}
