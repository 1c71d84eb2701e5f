import { Readable } from 'node:stream';
import { toBase64 } from '../domain/bytes.ts';
import { EwsError } from '../domain/errors.ts';
import { type EpochMs, formatInstant } from '../domain/time.ts';
import { verifyCosignature } from '../log/cosignature.ts';
import { rangeRoot } from '../log/merkle.ts';
import { parseNote } from '../log/note.ts';
import type { HeldLog } from '../log/port.ts';
import type { OutgoingAnswer } from '../net/outgoing.ts';
import { checkAcknowledgement } from './acknowledged.ts';
import type { FederationParts } from './context.ts';
import { cosignerNoteKeys, type Identity } from './identity.ts';
import { judgeEntry } from './judge.ts';
import { provePage } from './page.ts';
import { pageLines } from './page-lines.ts';
import type { PeerClient } from './peer-client.ts';
import type { PageEntry, Peer, VerifiedPage } from './port.ts';
import { type Cursor, HEADERS, LIMITS, logPathName, PATHS } from './protocol.ts';
import type { Pulled } from './watch.ts';

export interface PullOptions {
  /** How long the peer may wait for something new. */
  readonly waitSeconds: number;
  /** Entries asked for at most. */
  readonly limit: number;
  readonly signal?: AbortSignal;
}

/**
 * While it waits the peer sends a heartbeat every 5 s: a connection on which nothing comes for this long is
 * dead, even if nobody says so.
 */
const IDLE_SECONDS = 9;

/** The signatures of so many entries are checked with their page; those of a longer one follow. */
const CHECKED_AT_ONCE = 16;

/**
 * Pulls one page from a peer: asks from the cursor held, proves the page, judges its entries, and commits all
 * of it with the new cursor, or nothing.
 * @throws EwsError what peer-client, page and store throw
 */
export async function pullPage(
  parts: FederationParts,
  client: PeerClient,
  peer: Peer,
  options: PullOptions,
): Promise<Pulled> {
  const { identity, held, answer } = await askPage(parts, client, peer, options);
  const proven = await provePage(pageLines(answer.body), held, identity, options.limit);
  const at = parts.wall.now();
  const entries: PageEntry[] = [];
  const later = proven.entries.length > CHECKED_AT_ONCE ? { unchecked: false } : undefined;
  const reader = { node: parts.node, at, ...(later && { later }) };
  for (const entry of proven.entries) {
    const judged = await judgeEntry(entry, peer.origin, identity, reader);
    entries.push(await checkAcknowledgement(parts, judged));
  }

  // Verified before anything is kept: what shows that the log is alive comes with the page.
  const freshAt = newestCosignature(proven.shown, identity, at);
  const page = {
    peer: peer.node,
    origin: peer.origin,
    from: held.range.size,
    ...proven,
    entries,
    unchecked: later?.unchecked ?? false,
    at,
  };
  const refused = await storePage(parts, page, held);
  const clock = client.clock(peer.node);
  await parts.peers.recordContact(peer.node, {
    lastSuccessAt: parts.wall.now(),
    announcedSize: proven.claim.size,
    ...(clock === undefined ? {} : { clockOffsetMs: clock.offsetMs, roundTripMs: clock.roundTripMs }),
    ...(freshAt === undefined ? {} : { freshAt }),
  });
  return {
    entries: entries.length,
    refused,
    held: proven.range.size,
    claimed: proven.claim.size,
    freshAt,
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
  { waitSeconds, limit, signal }: PullOptions,
): Promise<AskedPage> {
  const identity = await parts.identities.of(peer);
  const held = await requireHeld(parts, peer);
  const answer = await client.call(peer, {
    method: 'GET',
    path: `${PATHS.logs}/${logPathName(peer.origin)}/entries?from=${held.range.size}&limit=${limit}&wait=${waitSeconds}`,
    headers: { [HEADERS.cursor]: await signCursor(parts, held) },
    idleMs: Math.min(IDLE_SECONDS, LIMITS.heartbeatSeconds + parts.limits.requestSeconds) * 1000,
    totalMs: (waitSeconds + parts.limits.requestSeconds) * 1000,
    maxBytes: LIMITS.pageBytes,
    ...(signal === undefined ? {} : { signal }),
  });
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

/** A time further ahead than any clock can be wrong is none. */
const MOST_AHEAD_MS = 86_400_000;

/** When the log last said that this checkpoint is its newest. @throws EwsError `note_signature` */
function newestCosignature(shown: string, identity: Identity, now: EpochMs): EpochMs | undefined {
  const note = parseNote(shown);
  const times = cosignerNoteKeys(identity, now).map((key) => (verifyCosignature(note, key) ?? 0) * 1000);
  const newest = Math.max(0, ...times.filter((time) => time <= now + MOST_AHEAD_MS));
  return newest === 0 ? undefined : newest;
}

async function requireHeld(parts: FederationParts, peer: Peer): Promise<HeldLog> {
  const held = await parts.logs.log(peer.origin);
  if (held === undefined)
    throw new EwsError('internal', `The log ${peer.origin} of an enrolled peer is not in the store.`);
  return held;
}

/** What we say that we hold: the peer's receipt. */
async function signCursor(parts: FederationParts, held: HeldLog): Promise<string> {
  const cursor: Cursor = {
    v: 1,
    node: parts.node,
    log: held.origin,
    size: held.range.size,
    root: toBase64(rangeRoot(held.range)),
    missing: [],
    time: formatInstant(parts.wall.now()),
  };
  return parts.signer.signCursor(cursor);
}

/** Returns how many entries were refused. */
async function storePage(parts: FederationParts, page: VerifiedPage, held: HeldLog): Promise<number> {
  // A page that brings nothing is not written: long polls would otherwise cost a flush each.
  if (page.entries.length === 0 && sameBody(page.checkpoint, held.checkpoint)) return 0;
  const refusedByStore = await parts.peers.storePage(page);
  if (refusedByStore === undefined) return 0;
  const refused = [
    ...page.entries.flatMap(({ seq, reason }) => (reason === undefined ? [] : [{ seq, reason }])),
    ...refusedByStore,
  ];
  for (const { seq, reason } of refused) {
    const [code = '', ...message] = reason.split(': ');
    parts.events.entryRefused({ peer: page.peer, seq, code, message: message.join(': ') });
  }
  parts.events.pageAccepted({
    peer: page.peer,
    entries: page.entries.length,
    sealed: page.entries.filter(({ outcome }) => outcome === 'sealed').length,
    refused: refused.length,
    size: page.range.size,
  });
  return refused.length;
}

function sameBody(a: string, b: string): boolean {
  return parseNote(a).text === parseNote(b).text;
}
