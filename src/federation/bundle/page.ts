import { equalBytes, fromBase64url } from '../../domain/bytes.ts';
import { EwsError } from '../../domain/errors.ts';
import { type LogOrigin, type NodeId, nodeOfOrigin } from '../../domain/node-id.ts';
import { readCheckpoint } from '../../log/checkpoint.ts';
import { entryDigest } from '../../log/entry-digest.ts';
import type { HeldLog } from '../../log/port.ts';
import type { PageEntry, Peer } from '../port.ts';
import { LIMITS, type PageLine } from '../protocol.ts';
import { requireAllowance } from '../pull/held-up.ts';
import { judgeEntries } from '../pull/judge-entries.ts';
import { provePage, type SightedPage } from '../pull/page.ts';
import type { PullParts } from '../pull/pull.ts';
import { allRefused, reportRefused } from '../refused.ts';
import { spreadForks } from '../witness/forks.ts';
import type { BundleCounts } from './report.ts';

type EntryLine = Extract<PageLine, { seq: number }>;
type EndLine = Extract<PageLine, { checkpoint: string }>;

/** A page as a bundle carries it, whole in memory: it is bounded as a pull is. */
export interface CarriedPage {
  readonly log: LogOrigin;
  readonly from: number;
  readonly entries: readonly EntryLine[];
  readonly end: EndLine;
}

/** Another page may come over the network meanwhile; after so many, something is wrong. */
const MAX_ATTEMPTS = 5;

/**
 * Takes a page of a bundle as if it had been pulled: proven to continue what is held, judged entry by entry, and stored
 * with the same statement. What is held already is compared with it. Returns what became of the entries, which add up.
 * @throws EwsError nothing of the page was taken: `peer_unknown`, `peer_suspended`, `not_found`, `bundle_gap`,
 * `quota_reached`, and what page throws
 */
export async function takePage(
  parts: PullParts,
  page: CarriedPage,
  carriedBy: NodeId,
): Promise<Omit<BundleCounts, 'offered' | 'failed'>> {
  const peer = await requireIssuer(parts, page.log);
  for (let attempt = 1; ; attempt += 1) {
    const held = await requireLog(parts, page.log);
    requireContinued(page, held);
    await requireSame(parts, page, held);
    const fresh = page.entries.slice(held.range.size - page.from);
    const duplicate = page.entries.length - fresh.length;
    const nothing = { stored: 0, sealed: 0, refused: 0, duplicate };
    if (fresh.length === 0) return nothing;
    await requireAllowance(parts, peer);
    const taken = await store(parts, { ...page, entries: fresh }, held, peer, carriedBy);
    if (taken !== undefined) return { ...taken, duplicate };
    if (attempt === MAX_ATTEMPTS) {
      throw new EwsError('log_size_conflict', `Pages of ${page.log} keep coming another way: import again.`);
    }
  }
}

async function requireIssuer(parts: PullParts, log: LogOrigin): Promise<Peer> {
  const node = nodeOfOrigin(log);
  if (node === parts.node) {
    throw new EwsError('wrong_state', `${log} is this node's own log: it is not taken from a bundle.`);
  }
  const peer = await parts.peers.peer(node);
  if (peer === undefined) {
    throw new EwsError(
      'peer_unknown',
      `${node} is not enrolled here, so nothing proves what ${log} holds. Enrol it first.`,
      {
        node,
      },
    );
  }
  if (peer.state === 'active') return peer;
  throw new EwsError('peer_suspended', `${node} is ${peer.state} here: nothing is taken of its log.`, {
    node,
  });
}

async function requireLog(parts: PullParts, log: LogOrigin): Promise<HeldLog> {
  const held = await parts.logs.log(log);
  if (held !== undefined) return held;
  throw new EwsError(
    'not_found',
    `${log} is not held here: the document that names it came with another bundle.`,
  );
}

function requireContinued({ log, from }: CarriedPage, { range }: HeldLog): void {
  if (from <= range.size) return;
  throw new EwsError(
    'bundle_gap',
    `Entries ${range.size} to ${from - 1} of ${log} are not here: import the bundle that holds them first, or have one made with --from ${range.size} or --all.`,
    { log, due: range.size, from },
  );
}

/** Compares what is held already with the page. @throws EwsError `root_mismatch`, `sequence_mismatch` */
async function requireSame(parts: PullParts, page: CarriedPage, { range }: HeldLog): Promise<void> {
  const before = Math.min(page.entries.length, Math.max(0, range.size - page.from));
  const stored = await parts.logs.entries(page.log, page.from, before);
  for (let index = 0; index < before; index += 1) {
    const line = page.entries[index] as EntryLine;
    if (line.seq !== page.from + index) {
      throw new EwsError(
        'sequence_mismatch',
        `Entry ${page.from + index} was due in the bundle, ${line.seq} stands there.`,
      );
    }
    if (equalBytes(digestOf(line), stored[index]?.digest ?? new Uint8Array())) continue;
    throw new EwsError(
      'root_mismatch',
      `Entry ${line.seq} of ${page.log} in the bundle is not the one that is held: it was changed, or the log was forked.`,
      { log: page.log, seq: line.seq },
    );
  }
}

function digestOf(line: EntryLine): Uint8Array {
  return 'jws' in line ? entryDigest(line.jws) : fromBase64url(line.sealed);
}

/** Undefined: another page of the log came first, and nothing was written. */
async function store(
  parts: PullParts,
  page: CarriedPage,
  held: HeldLog,
  peer: Peer,
  carriedBy: NodeId,
): Promise<Omit<BundleCounts, 'offered' | 'failed' | 'duplicate'> | undefined> {
  const identity = await parts.identities.of(peer);
  const at = parts.wall.now();
  // Made at another time than what is held: an older checkpoint proves its page just as well, and is no news.
  const isOlder = readCheckpoint(page.end.checkpoint).size < readCheckpoint(held.checkpoint).size;
  const base = isOlder ? { ...held, checkpoint: page.end.checkpoint } : held;
  let sighted: SightedPage | undefined;
  const proven = await provePage(linesOf(page), base, identity, LIMITS.entriesPerPage, (shown) => {
    sighted = shown;
  }).catch(async (error) => {
    if (sighted !== undefined) await parts.sightings.refused(base, identity, sighted, error);
    throw error;
  });
  const via = carriedBy === peer.node ? undefined : carriedBy;
  const reader = { node: parts.node, at, relayed: via !== undefined, open: parts.open };
  const entries = await judgeEntries(parts, proven.entries, page.log, identity, reader);
  const isReached = proven.claim.size === proven.range.size;
  const refusedByStore = await parts.peers.storePage({
    peer: peer.node,
    origin: page.log,
    from: held.range.size,
    entries,
    range: proven.range,
    nodes: proven.nodes,
    checkpoint: isOlder ? held.checkpoint : proven.checkpoint,
    provable: isOlder && isReached ? proven.shown : proven.provable,
    end: proven.end,
    via,
    at,
  });
  if (refusedByStore === undefined) return undefined;
  parts.shown.grew(page.log);
  await spreadForks(parts, entries);
  const { shown, claim, range } = proven;
  await parts.sightings.accepted({ origin: page.log, identity, shown, claim, range });
  const count = (outcome: PageEntry['outcome']) => entries.filter((each) => each.outcome === outcome).length;
  const refusedOnes = allRefused(entries, refusedByStore);
  reportRefused(parts, peer.node, refusedOnes);
  const refused = refusedOnes.length;
  parts.events.pageAccepted({
    peer: peer.node,
    entries: entries.length,
    sealed: count('sealed'),
    refused,
    ...(via === undefined ? {} : { via }),
    size: proven.range.size,
  });
  return { stored: count('verified') - refusedByStore.length, sealed: count('sealed'), refused };
}

async function* linesOf({ entries, end }: CarriedPage): AsyncGenerator<string> {
  for (const entry of entries) yield JSON.stringify(entry);
  yield JSON.stringify(end);
}
