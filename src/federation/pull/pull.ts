import { Readable } from 'node:stream';
import { parseNote } from '../../log/note.ts';
import type { HeldLog } from '../../log/port.ts';
import type { OutgoingAnswer } from '../../net/outgoing.ts';
import type { FederationParts } from '../context.ts';
import type { Identity } from '../peers/identity.ts';
import type { PeerClient } from '../peers/peer-client.ts';
import type { Peer, VerifiedPage } from '../port.ts';
import { allRefused, reportRefused } from '../refused.ts';
import type { Pulled } from '../watch.ts';
import { cosignedBy } from '../witness/cosigned.ts';
import { spreadForks } from '../witness/forks.ts';
import type { Sightings } from '../witness/sightings.ts';
import type { Ahead } from './ahead.ts';
import { askEntries, type PullOptions, requireHeld } from './ask.ts';
import { requireAllowance } from './held-up.ts';
import { provePage } from './page.ts';
import { pageLines } from './page-lines.ts';
import { type Asking, takePage } from './take.ts';

/** Pulling, and whoever is told of the checkpoints that it shows. */
export type PullParts = FederationParts & { readonly sightings: Sightings };

/**
 * Pulls one page of a peer's log, from it or through another one: asks from the cursor held, proves the page,
 * judges its entries, and commits all of it with the new cursor, or nothing. With `ahead`, the next page is asked for
 * meanwhile, and the call after this one begins with it.
 * @throws EwsError what peer-client, page and store throw
 */
export async function pullPage(
  parts: PullParts,
  client: PeerClient,
  peer: Peer,
  options: PullOptions,
  ahead?: Ahead,
): Promise<Pulled> {
  const { via } = options;
  const allowed = await requireAllowance(parts, peer);
  const limit = Math.min(options.limit, allowed);
  const identity = await parts.identities.of(peer);
  const held = await requireHeld(parts, peer);
  const take = (asking: Asking) => takePage(parts, client, peer, asking);
  const taken = await (ahead?.next(identity, held, limit) ??
    take({ identity, held, durable: held, options: { ...options, limit } }));
  if ('error' in taken) {
    const { sighted, error } = taken;
    if (sighted !== undefined) await parts.sightings.refused(held, identity, sighted, error);
    throw error;
  }
  const { proven, entries, at } = taken;
  ahead?.begin(taken, { options, left: allowed - entries.length, durable: held, take });

  // Verified before anything is kept: what shows that the log is alive comes with the page.
  const { at: freshAt, hasUnknownKey } = cosignedBy(parseNote(proven.shown), identity, at);
  const page = {
    peer: peer.node,
    origin: peer.origin,
    from: held.range.size,
    ...proven,
    entries,
    unchecked: taken.unchecked,
    via: via?.node,
    at,
  };
  const refused = await storePage(parts, page, held);
  const { shown, claim, range } = proven;
  if (freshAt !== undefined && claim.size === range.size) parts.shown.freshen(peer.origin, shown, freshAt);
  await spreadForks(parts, entries);
  await parts.sightings.accepted({ origin: peer.origin, identity, shown, claim, range });
  const clock = client.clock(peer.node);
  await parts.peers.recordContact(peer.node, {
    ...(via === undefined ? { lastSuccessAt: parts.wall.now() } : {}),
    announcedSize: proven.claim.size,
    ...(clock === undefined || via !== undefined
      ? {}
      : { clockOffsetMs: clock.offsetMs, roundTripMs: clock.roundTripMs }),
    ...(freshAt === undefined ? {} : { freshAt }),
  });
  return {
    entries: entries.length,
    refused,
    held: proven.range.size,
    claimed: proven.claim.size,
    freshAt,
    unconfirmed: (await parts.peers.unconfirmed(peer.origin, 1)).count,
    ...(hasUnknownKey ? { hasUnknownKey } : {}),
  };
}

/** What came of asking for a page, and what it has to continue. */
interface AskedPage {
  readonly identity: Identity;
  readonly held: HeldLog;
  readonly answer: OutgoingAnswer;
}

async function askPage(
  parts: FederationParts,
  client: PeerClient,
  peer: Peer,
  options: PullOptions,
): Promise<AskedPage> {
  const identity = await parts.identities.of(peer);
  const held = await requireHeld(parts, peer);
  const answer = await askEntries(parts, client, peer, { ...options, held });
  return { identity, held, answer };
}

/** A page that was pulled in order to see whether it can be; nothing of it is kept. */
export interface ProbedPage {
  readonly lines: number;
  /** @throws EwsError what page throws */
  prove(): Promise<{ readonly entries: number; readonly size: number }>;
}

/** Entries of a page that is only looked at. */
const PROBE_ENTRIES = 10;

/** @throws EwsError what peer-client throws */
export async function probePage(parts: FederationParts, client: PeerClient, peer: Peer): Promise<ProbedPage> {
  const options = { waitSeconds: 0, limit: PROBE_ENTRIES };
  const { identity, held, answer } = await askPage(parts, client, peer, options);
  const read: string[] = [];
  for await (const line of pageLines(answer.body)) read.push(line);
  return {
    lines: read.length,
    async prove() {
      const { entries, claim } = await provePage(Readable.from(read), held, identity, PROBE_ENTRIES);
      return { entries: entries.length, size: claim.size };
    },
  };
}

/** Returns how many entries were refused. */
async function storePage(parts: FederationParts, page: VerifiedPage, held: HeldLog): Promise<number> {
  // A page that brings nothing is not written: long polls would otherwise cost a flush each.
  if (page.entries.length === 0 && sameBody(page.checkpoint, held.checkpoint)) return 0;
  const refusedByStore = await parts.peers.storePage(page);
  if (refusedByStore === undefined) return 0;
  parts.shown.grew(page.origin);
  const refused = allRefused(page.entries, refusedByStore);
  reportRefused(parts, page.peer, refused);
  parts.events.pageAccepted({
    peer: page.peer,
    entries: page.entries.length,
    sealed: page.entries.filter(({ outcome }) => outcome === 'sealed').length,
    refused: refused.length,
    ...(page.via === undefined ? {} : { via: page.via }),
    size: page.range.size,
  });
  return refused.length;
}

function sameBody(a: string, b: string): boolean {
  return parseNote(a).text === parseNote(b).text;
}
