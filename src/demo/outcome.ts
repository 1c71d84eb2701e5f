import type { BulletinContent } from '../domain/bulletin.ts';
import { isAddressed } from './acknowledging.ts';
import type { IssuedBulletin } from './desk.ts';
import type { StagedNode } from './stage.ts';

export type Arrival = 'verified' | 'sealed' | 'refused' | 'failed';

/** What became of one bulletin at one peer. */
export interface DeliveryOutcome {
  readonly peer: string;
  readonly arrival: Arrival;
  /** Whether that is what the bulletin's audience asks for. */
  readonly asDue: boolean;
  /** From signing at the issuer to durable and verified at the peer. */
  readonly latencyMs: number | undefined;
}

export interface BulletinOutcome {
  readonly bulletin: IssuedBulletin;
  readonly deliveries: readonly DeliveryOutcome[];
}

interface HeldEntry {
  readonly seq: number;
  readonly sealed: boolean;
}

interface PeerView {
  readonly content: BulletinContent;
  readonly signedAt: string;
  readonly verifiedAt: string;
}

/** Asks every node what it holds of every other's log, and compares with what was issued to whom. */
export async function judgeOutcome(
  nodes: readonly StagedNode[],
  bulletins: readonly IssuedBulletin[],
): Promise<BulletinOutcome[]> {
  const held = new Map<string, Promise<Map<number, HeldEntry>>>();
  const heldBy = (peer: StagedNode, origin: StagedNode) => {
    const key = `${peer.country.id} ${origin.country.id}`;
    if (!held.has(key)) held.set(key, heldEntries(peer, `${origin.country.id}/log/1`));
    return held.get(key) as Promise<Map<number, HeldEntry>>;
  };
  const outcomes: BulletinOutcome[] = [];
  for (const bulletin of bulletins) {
    const peers = nodes.filter((node) => node !== bulletin.by);
    const deliveries = await Promise.all(
      peers.map(async (peer) => judgeDelivery(bulletin, peer, await heldBy(peer, bulletin.by))),
    );
    outcomes.push({ bulletin, deliveries });
  }
  return outcomes;
}

async function judgeDelivery(
  bulletin: IssuedBulletin,
  peer: StagedNode,
  entries: ReadonlyMap<number, HeldEntry>,
): Promise<DeliveryOutcome> {
  const view = await peer.as.analyst.find<PeerView>(`/bulletins/${encodeURIComponent(bulletin.id)}`);
  const entry = entries.get(bulletin.seq);
  const arrival = arrivalOf(entry, view);
  return {
    peer: peer.country.code,
    arrival,
    asDue: arrival === (isAddressed(bulletin, peer) ? 'verified' : 'sealed'),
    latencyMs: view === undefined ? undefined : Date.parse(view.verifiedAt) - Date.parse(view.signedAt),
  };
}

function arrivalOf(entry: HeldEntry | undefined, view: PeerView | undefined): Arrival {
  if (entry === undefined) return 'failed';
  if (view !== undefined) return 'verified';
  return entry.sealed ? 'sealed' : 'refused';
}

async function heldEntries(peer: StagedNode, origin: string): Promise<Map<number, HeldEntry>> {
  const entries = new Map<number, HeldEntry>();
  for (;;) {
    const page = await peer.as.operator.get<{ items: HeldEntry[] }>(
      `/log/entries?origin=${encodeURIComponent(origin)}&from=${entries.size}&limit=500`,
    );
    for (const entry of page.items) entries.set(entry.seq, entry);
    if (page.items.length < 500) return entries;
  }
}

/** Acknowledgements of peers that reached the issuers, each an entry that the issuer verified. */
export async function countAcknowledgements(bulletins: readonly IssuedBulletin[]): Promise<number> {
  let count = 0;
  for (const { id, by } of bulletins) {
    const { acknowledgements } = await by.as.analyst.get<{ acknowledgements: unknown[] }>(
      `/bulletins/${encodeURIComponent(id)}`,
    );
    count += acknowledgements.length;
  }
  return count;
}
