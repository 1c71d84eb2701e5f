import type { EpochMs } from '../../domain/time.ts';
import type { FederationParts } from '../context.ts';
import type { EntryCounts, Peer, PeerContact } from '../port.ts';
import { LIMITS } from '../protocol.ts';
import { allowance, type Quotas } from '../pull/quota.ts';
import type { KeyFollowing, Refetch } from './refetch.ts';

/** A peer as operators see it. */
export interface PeerStatus {
  readonly peer: Peer;
  readonly contact: PeerContact | undefined;
  /** Entries of its log held here, and what became of them. */
  readonly held: number;
  readonly counts: EntryCounts;
  /** How many of them hash into a root that their origin signed, but have their own signatures yet to be checked. */
  readonly unchecked: number;
  /** Size of our log that its last signed cursor covers; absent: it never sent one. */
  readonly receivedByPeer: number | undefined;
  /** Its clock is off by more than the tolerance, and requests to it are signed with the measured offset. */
  readonly clockDegraded: boolean;
  /** How following its keys goes. */
  readonly keys: KeyFollowing;
  /** Entries that it is known to have and that are not here yet. */
  readonly waiting: number;
  /** Entries that a relay sealed, and that the peer itself has not spoken of. */
  readonly unconfirmed: number;
  /** The quota that holds pulls of its log up, and until when; no time: until it is raised. */
  readonly heldUpBy: { readonly quota: keyof Quotas; readonly until: EpochMs | undefined } | undefined;
}

/** Of all peers, by their names. */
export async function peerStatuses(
  parts: FederationParts,
  refetch: Pick<Refetch, 'following'>,
): Promise<PeerStatus[]> {
  const [peers, contacts, receipts] = await Promise.all([
    parts.peers.peers(),
    parts.peers.contacts(),
    parts.peers.receipts(parts.log.origin),
  ]);
  const statuses = peers.map((peer) =>
    statusOf(parts, peer, {
      contact: contacts.find(({ node }) => node === peer.node),
      received: receipts.find((receipt) => receipt.peer === peer.node)?.size,
      keys: refetch.following(peer.node),
    }),
  );
  return Promise.all(statuses);
}

interface Known {
  readonly contact: PeerContact | undefined;
  /** Size of the own log that it has signed for. */
  readonly received: number | undefined;
  readonly keys: KeyFollowing;
}

async function statusOf(
  parts: FederationParts,
  peer: Peer,
  { contact, received, keys }: Known,
): Promise<PeerStatus> {
  const held = (await parts.logs.log(peer.origin))?.range.size ?? 0;
  const allowed = allowance(await parts.peers.intake(peer.origin), parts.quotas, parts.wall.now());
  return {
    peer,
    contact,
    held,
    counts: await parts.peers.entryCounts(peer.origin),
    unchecked: await parts.peers.uncheckedCount(peer.origin),
    receivedByPeer: received,
    keys,
    clockDegraded: Math.abs(contact?.clockOffsetMs ?? 0) > LIMITS.clockToleranceSeconds * 1000,
    waiting: Math.max(0, (contact?.announcedSize ?? 0) - held),
    unconfirmed: (await parts.peers.unconfirmed(peer.origin, 1)).count,
    heldUpBy: 'pausedBy' in allowed ? { quota: allowed.pausedBy, until: allowed.until } : undefined,
  };
}
