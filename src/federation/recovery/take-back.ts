import { equalBytes } from '../../domain/bytes.ts';
import { EwsError } from '../../domain/errors.ts';
import { entryDigest } from '../../log/entry-digest.ts';
import type { HeldLog } from '../../log/port.ts';
import { rangeAt } from '../../log/tree-at.ts';
import type { OutgoingAnswer } from '../../net/outgoing.ts';
import type { FederationParts } from '../context.ts';
import type { Identity } from '../peers/identity.ts';
import { ownIdentity } from '../peers/log-identity.ts';
import { isBehind, type PeerClient } from '../peers/peer-client.ts';
import type { Peer } from '../port.ts';
import { LIMITS } from '../protocol.ts';
import { type Asked, askEntries } from '../pull/ask.ts';
import { parseLine, provePage } from '../pull/page.ts';
import { pageLines } from '../pull/page-lines.ts';
import type { RecoveredEntry } from '../recovery-port.ts';
import { readOwnEntry } from './restored-entry.ts';

/**
 * Takes entries of the own log back from a peer, page by page, as far as it has them. Each page is proven by this
 * node's own keys to continue what the database holds, and kept whole or not at all. Returns how many came.
 * @throws EwsError what peer-client and page throw; `root_mismatch`: what the database holds is not the beginning of
 * what the peer gave
 */
export async function takeBack(
  parts: FederationParts,
  client: PeerClient,
  peer: Peer,
  size: number,
): Promise<number> {
  const identity = await ownIdentity(parts);
  let taken = 0;
  for (;;) {
    const held = await requireOwn(parts);
    if (held.range.size >= size) return taken;
    const answer = await askMore(parts, client, peer, held);
    if (answer === undefined) return taken;
    const proven = await provePage(pageLines(answer.body), held, identity, LIMITS.entriesPerPage);
    const at = parts.wall.now();
    const entries: RecoveredEntry[] = [];
    const how = { now: at, open: parts.open };
    for (const entry of proven.entries) entries.push(await readOwnEntry(entry, held.origin, identity, how));
    const { range, nodes } = proven;
    const from = held.range.size;
    if (entries.length === 0) return taken;
    // Another round came first: what it has written is what the next page continues.
    if (!(await parts.recovery.takeBack({ origin: held.origin, from, entries, range, nodes }))) continue;
    taken += entries.length;
    const sealed = entries.filter(({ jws }) => jws === undefined).length;
    parts.events.entriesTakenBack({
      peer: peer.node,
      from,
      entries: entries.length,
      sealed,
      size: range.size,
    });
  }
}

/**
 * Asks a peer for the content of entries that are held only sealed; a digest proves what it is of. Returns how many were
 * opened. @throws EwsError as `takeBack`: a page that is rubbish is that peer's fault, and another one is asked
 */
export async function openSealed(
  parts: FederationParts,
  client: PeerClient,
  peer: Peer,
  sealed: readonly number[],
): Promise<number> {
  const identity = await ownIdentity(parts);
  let opened = 0;
  for (const [from, to] of rangesOf(sealed)) {
    // A page may end before the range does.
    for (let next = from; next < to; ) {
      const { lines, found } = await askContent(parts, client, peer, identity, { from: next, to });
      if (lines === 0) break;
      next += lines;
      if (found.length > 0) opened += await parts.recovery.openSealed(parts.log.origin, found);
    }
  }
  return opened;
}

/** A page of the own log from `from` on: how many entries it has, and those of which it has the content that is due. */
async function askContent(
  parts: FederationParts,
  client: PeerClient,
  peer: Peer,
  identity: Identity,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<{ readonly lines: number; readonly found: readonly RecoveredEntry[] }> {
  const held = await requireOwn(parts);
  const range = await rangeAt(parts.logs, held.origin, from);
  const answer = await askOwn(parts, client, peer, { ...held, range }, to - from);
  const known = await parts.logs.entries(held.origin, from, to - from);
  const found: RecoveredEntry[] = [];
  let lines = 0;
  for await (const line of pageLines(answer.body)) {
    const shown = parseLine(line);
    if (!('seq' in shown)) continue;
    lines += 1;
    if (!('jws' in shown)) continue;
    const { seq, jws } = shown;
    const entry = known.find((each) => each.seq === seq);
    if (entry === undefined || !equalBytes(entryDigest(jws), entry.digest)) continue;
    const how = { now: parts.wall.now(), open: parts.open };
    found.push(await readOwnEntry({ ...entry, jws }, held.origin, identity, how));
  }
  return { lines, found };
}

/** Undefined: the peer has no more of it, whatever it knows of. */
async function askMore(
  parts: FederationParts,
  client: PeerClient,
  peer: Peer,
  held: HeldLog,
): Promise<OutgoingAnswer | undefined> {
  try {
    return await askOwn(parts, client, peer, held, LIMITS.entriesPerPage);
  } catch (error) {
    if (isBehind(error)) return undefined;
    throw error;
  }
}

/** A node without its log has time: a slow link is waited for. */
function askOwn(
  parts: FederationParts,
  client: PeerClient,
  peer: Peer,
  held: Asked['held'],
  limit: number,
): Promise<OutgoingAnswer> {
  const idleMs = parts.limits.requestSeconds * 1000;
  return askEntries(parts, client, peer, { held, limit, waitSeconds: 0, idleMs, totalMs: 4 * idleMs });
}

async function requireOwn(parts: FederationParts): Promise<HeldLog> {
  const held = await parts.logs.log(parts.log.origin);
  if (held === undefined) throw new EwsError('internal', 'The own log is not in the store.');
  return held;
}

/** `[1, 2, 3, 7]` as `[[1, 4], [7, 8]]`, each at most a page. */
function rangesOf(seqs: readonly number[]): [number, number][] {
  const ranges: [number, number][] = [];
  for (const seq of seqs) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === seq && seq - last[0] < LIMITS.entriesPerPage) last[1] = seq + 1;
    else ranges.push([seq, seq + 1]);
  }
  return ranges;
}
