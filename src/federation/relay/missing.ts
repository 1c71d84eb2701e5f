import { equalBytes, fromBase64url } from '../../domain/bytes.ts';
import { EwsError } from '../../domain/errors.ts';
import { entryDigest } from '../../log/entry-digest.ts';
import type { StoredEntry } from '../../log/port.ts';
import { rangeAt } from '../../log/tree-at.ts';
import type { FederationParts } from '../context.ts';
import type { Identity } from '../peers/identity.ts';
import type { PeerClient } from '../peers/peer-client.ts';
import type { Peer } from '../port.ts';
import { LIMITS, type PageLine } from '../protocol.ts';
import { askEntries, requireHeld } from '../pull/ask.ts';
import { judgeEntries } from '../pull/judge-entries.ts';
import { lostOf, type ProvenEntry, parseLine } from '../pull/page.ts';
import { pageLines } from '../pull/page-lines.ts';
import { allRefused, reportRefused } from '../refused.ts';
import { spreadForks } from '../witness/forks.ts';

/** Entries asked for in one go: what remains is asked for after the next pull. */
const MOST_ENTRIES = 5_000;

interface Options {
  readonly via?: Peer | undefined;
  /** The origin has less than is held here: whatever it has of it is asked for, and no receipt given for more. */
  readonly isBehind?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Asks again for what a relay sealed: of the origin, whose word settles it, or of another relay, which may have
 * been given what the first was not. Each line has to have the digest that is held, which is proven already.
 * Returns how many entries were opened.
 * @throws EwsError `page_malformed`, `page_truncated`, `sequence_mismatch`, `root_mismatch`, …
 */
export async function openSealed(
  parts: FederationParts,
  client: PeerClient,
  peer: Peer,
  options: Options = {},
): Promise<number> {
  const { ranges } = await parts.peers.unconfirmed(peer.origin, LIMITS.missingRanges);
  const identity = await parts.identities.of(peer);
  let [asked, opened] = [0, 0];
  for (const [from, to] of ranges) {
    for (let next = from; next < to && asked < MOST_ENTRIES; ) {
      const entries = await askRange(parts, client, peer, { from: next, to, ...options });
      if (entries.length === 0 && options.isBehind === true) break;
      opened += await settle(parts, peer, identity, entries, options.via);
      next += entries.length;
      asked += entries.length;
    }
  }
  if (opened > 0) parts.events.entriesOpened({ peer: peer.node, via: options.via?.node, entries: opened });
  return opened;
}

interface Asked extends Options {
  readonly from: number;
  readonly to: number;
}

async function askRange(
  parts: FederationParts,
  client: PeerClient,
  peer: Peer,
  { from, to, via, isBehind = false, signal }: Asked,
): Promise<ProvenEntry[]> {
  const limit = Math.min(to - from, LIMITS.entriesPerPage);
  const [held, before] = await Promise.all([
    requireHeld(parts, peer),
    parts.logs.entries(peer.origin, from, limit),
  ]);
  const cursor = isBehind ? { ...held, range: await rangeAt(parts.logs, peer.origin, from) } : held;
  const how = { held: cursor, from, limit, waitSeconds: 0, via, ...(signal === undefined ? {} : { signal }) };
  const answer = await askEntries(parts, client, peer, how);
  const entries: ProvenEntry[] = [];
  for await (const line of pageLines(answer.body)) {
    const parsed = parseLine(line);
    if ('checkpoint' in parsed) {
      if (entries.length > 0 || isBehind) return entries;
      throw new EwsError('page_truncated', `Entries from ${from} on were asked for, and none came.`);
    }
    if ('seq' in parsed) entries.push(sameAsHeld(parsed, before[entries.length], from + entries.length));
  }
  throw new EwsError('page_truncated', 'The page ended before its checkpoint.');
}

function sameAsHeld(
  line: Extract<PageLine, { seq: number }>,
  held: StoredEntry | undefined,
  due: number,
): ProvenEntry {
  if (held === undefined || line.seq !== due || held.seq !== due)
    throw new EwsError('sequence_mismatch', `Entry ${due} was due, the peer sent ${line.seq}.`, { due });
  const jws = 'jws' in line ? line.jws : undefined;
  const digest = 'jws' in line ? entryDigest(line.jws) : fromBase64url(line.sealed);
  if (!equalBytes(digest, held.digest))
    throw new EwsError('root_mismatch', `Entry ${due} is not the one whose digest is held.`, { seq: due });
  return { seq: due, digest, jws, ...('jws' in line ? {} : lostOf(line)) };
}

async function settle(
  parts: FederationParts,
  peer: Peer,
  identity: Identity,
  entries: readonly ProvenEntry[],
  via: Peer | undefined,
): Promise<number> {
  const at = parts.wall.now();
  const reader = { node: parts.node, at, relayed: via !== undefined };
  const all = await judgeEntries(parts, entries, peer.origin, identity, reader);
  // That a relay has it only sealed says nothing of us, nor does its own node that has lost its content.
  const judged = all.filter(
    ({ outcome, lost }) => outcome !== 'sealed' || (via === undefined && lost !== true),
  );
  if (judged.length === 0) return 0;
  const refusedByStore = await parts.peers.settle({ origin: peer.origin, entries: judged, at });
  const refused = allRefused(judged, refusedByStore);
  reportRefused(parts, peer.node, refused);
  await spreadForks(parts, judged);
  // Who reads this log here may be among those to whom they are addressed.
  parts.shown.grew(peer.origin);
  return judged.filter(({ outcome }) => outcome !== 'sealed').length;
}
