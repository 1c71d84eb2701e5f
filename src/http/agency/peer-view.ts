import { z } from 'zod';
import { CountryCode, LogOrigin, NodeId } from '../../domain/node-id.ts';
import { type EpochMs, formatInstant, Instant } from '../../domain/time.ts';
import type { PeerStatus } from '../../federation/peers/peer-status.ts';
import type { Peer, PeerContact } from '../../federation/port.ts';
import { schemas } from './schemas.ts';

const count = z.number().int().min(0);

export const PeerView = z.object({
  node: NodeId,
  country: CountryCode,
  url: z.string().optional().describe('Absent: its log comes through other peers'),
  routes: z.array(NodeId).describe('Peers that its log is asked of first where it cannot be asked itself'),
  fingerprint: z.string(),
  origin: LogOrigin,
  state: z.enum(['active', 'suspended', 'left']),
  enrolledAt: Instant,
});

const Contact = z.object({
  lastSuccessAt: Instant.optional(),
  lastErrorAt: Instant.optional(),
  lastErrorCode: z.string().optional(),
  lastError: z.string().optional(),
  clockOffsetMs: z.number().optional().describe('Its clock minus ours'),
  roundTripMs: z.number().optional(),
  freshAt: Instant.optional().describe('When its log last showed that it is alive'),
  announcedSize: count.optional().describe('Size that its newest checkpoint or hint claims'),
});

export const PeerStatusView = z.object({
  peer: PeerView,
  contact: Contact.optional(),
  held: count.describe('Entries of its log held here'),
  counts: z.object({ verified: count, sealed: count, refused: count }),
  unchecked: count.describe('Entries whose own signatures are yet to be checked'),
  receivedByPeer: count.optional().describe('Size of our log that its last signed cursor covers'),
  clockDegraded: z.boolean(),
  waiting: count.describe('Entries that it is known to have and that are not here yet'),
  unconfirmed: count.describe('Entries that a relay sealed, and that it has not spoken of itself'),
  heldUpBy: z
    .object({
      quota: z.enum(['entriesPerDay', 'bytesPerDay', 'entriesInAll', 'bytesInAll']),
      until: Instant.optional().describe('Absent: until the quota is raised'),
    })
    .optional()
    .describe('The quota that holds pulls of its log up'),
  keys: z
    .object({
      acceptedAt: Instant.optional().describe('When its node document was last fetched and accepted'),
      refused: z
        .object({ at: Instant, code: z.string(), message: z.string() })
        .optional()
        .describe('Why a newer one was not accepted: what was known of its keys still holds'),
    })
    .describe('How following its keys goes, since this node started'),
});

schemas.add(PeerView, { id: 'Peer' });
schemas.add(PeerStatusView, { id: 'PeerStatus' });

export function peerView(peer: Peer): z.infer<typeof PeerView> {
  const { node, country, url, routes, fingerprint, origin, state } = peer;
  return {
    node,
    country,
    ...(url === undefined ? {} : { url }),
    routes: [...routes],
    fingerprint,
    origin,
    state,
    enrolledAt: formatInstant(peer.enrolledAt),
  };
}

export function peerStatusView({
  peer,
  contact,
  heldUpBy,
  keys: { acceptedAt, refused },
  ...rest
}: PeerStatus): z.infer<typeof PeerStatusView> {
  const heldUp = heldUpBy && { quota: heldUpBy.quota, until: instant(heldUpBy.until) };
  const keys = {
    ...(acceptedAt === undefined ? {} : { acceptedAt: formatInstant(acceptedAt) }),
    ...(refused === undefined ? {} : { refused: { ...refused, at: formatInstant(refused.at) } }),
  };
  return { ...rest, peer: peerView(peer), contact: contact && contactView(contact), heldUpBy: heldUp, keys };
}

function contactView({ node: _, ...contact }: PeerContact): z.infer<typeof Contact> {
  return {
    ...contact,
    lastSuccessAt: instant(contact.lastSuccessAt),
    lastErrorAt: instant(contact.lastErrorAt),
    freshAt: instant(contact.freshAt),
  };
}

/** A time as answers have it; absent where there is none. */
export function instant(at: EpochMs | undefined): string | undefined {
  return at === undefined ? undefined : formatInstant(at);
}
