import { z } from 'zod';
import { CountryCode, LogOrigin, NodeId } from '../../domain/node-id.ts';
import { type EpochMs, formatInstant, Instant } from '../../domain/time.ts';
import type { PeerStatus } from '../../federation/federation.ts';
import type { Peer, PeerContact } from '../../federation/port.ts';
import { schemas } from './schemas.ts';

const count = z.number().int().min(0);

export const PeerView = z.object({
  node: NodeId,
  country: CountryCode,
  url: z.string(),
  fingerprint: z.string(),
  origin: LogOrigin,
  state: z.enum(['active', 'suspended']),
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
});

schemas.add(PeerView, { id: 'Peer' });
schemas.add(PeerStatusView, { id: 'PeerStatus' });

export function peerView(peer: Peer): z.infer<typeof PeerView> {
  const { node, country, url, fingerprint, origin, state } = peer;
  return { node, country, url, fingerprint, origin, state, enrolledAt: formatInstant(peer.enrolledAt) };
}

export function peerStatusView({ peer, contact, ...rest }: PeerStatus): z.infer<typeof PeerStatusView> {
  return { ...rest, peer: peerView(peer), contact: contact && contactView(contact) };
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
