import { EwsError, hasCode } from '../../domain/errors.ts';
import { type LogOrigin, type NodeId, nodeOfOrigin } from '../../domain/node-id.ts';
import { formatInstant } from '../../domain/time.ts';
import type { FederationParts } from '../context.ts';
import type { Peer } from '../port.ts';
import { LIMITS } from '../protocol.ts';
import { signCursor } from '../pull/ask.ts';
import type { PagePiece, Serve } from '../serve/serve.ts';
import { BUNDLE_LIMITS, type BundleLine } from './bundle.ts';

export interface BundleRequest {
  readonly to: NodeId;
  /** The own log from this entry on; absent: from where its cursor says that it holds it. */
  readonly from?: number | undefined;
  /** Every log from its beginning. */
  readonly all?: boolean | undefined;
  readonly signal: AbortSignal;
}

interface Carried {
  readonly origin: LogOrigin;
  readonly from: number;
  readonly size: number;
}

/**
 * The lines of a bundle for a peer, without newlines: what it may see of every log that is held here and has not
 * confirmed, as pages that prove themselves. Nothing of it is signed anew but the cursors, so that nobody has to trust
 * whoever carries it, nor this node for what others issued.
 * @throws EwsError `not_found`, `peer_suspended`
 */
export async function* exportBundle(
  parts: FederationParts,
  serve: Serve,
  request: BundleRequest,
): AsyncGenerator<string> {
  const peer = await requireActive(parts, request.to);
  const logs = await carriedLogs(parts, peer, request);
  let written = 0;
  const line = (content: BundleLine) => {
    written += 1;
    return JSON.stringify(content);
  };
  yield line(header(parts, peer.node, logs));
  for (const each of await documents(parts, logs)) yield line({ document: each });
  for (const cursor of await cursors(parts, peer)) yield line({ cursor });
  for (const { origin, from, size } of logs) {
    for (let next = from; next < size; ) {
      yield line({ page: { log: origin, from: next } });
      const limit = Math.min(LIMITS.entriesPerPage, size - next);
      const page = serve.page({
        origin,
        reader: peer.node,
        from: next,
        limit,
        waitSeconds: 0,
        signal: request.signal,
      });
      const before = next;
      let ended = false;
      for await (const piece of page) {
        next += piece.entries;
        for (const each of linesOf(piece)) {
          written += 1;
          ended = each.startsWith('{"checkpoint":');
          yield each;
        }
      }
      // A peer that was suspended in the middle gets no end, and so no bundle.
      if (!ended || next === before) throw new EwsError('peer_suspended', `${peer.node} is suspended here.`);
    }
  }
  const entries = logs.reduce((sum, { from, size }) => sum + size - from, 0);
  parts.events.bundleExported({ peer: peer.node, entries });
  yield JSON.stringify({ end: { lines: written } } satisfies BundleLine);
}

/** A bundle that says only who this node is: what another one enrols it from, with a fingerprint from elsewhere. */
export async function* exportIdentity(parts: FederationParts): AsyncGenerator<string> {
  yield JSON.stringify(header(parts, '*', []));
  const { document, log, node } = parts;
  yield JSON.stringify({ document: { node, jws: document(), checkpoint: log.head().checkpoint } });
  yield JSON.stringify({ end: { lines: 2 } });
}

function linesOf({ text }: PagePiece): string[] {
  const whole = typeof text === 'string' ? text : Buffer.from(text).toString('utf8');
  return whole.split('\n').slice(0, -1);
}

function header({ node, wall }: FederationParts, to: string, logs: readonly Carried[]): BundleLine {
  const stated = logs.map(({ origin, from, size }) => ({ log: origin, from, size }));
  return { bundle: { v: 1, from: node, to, made: formatInstant(wall.now()), logs: stated } };
}

async function requireActive(parts: FederationParts, node: NodeId): Promise<Peer> {
  const peer = await parts.peers.peer(node);
  if (peer === undefined) throw new EwsError('not_found', `${node} is not enrolled here.`);
  if (peer.state === 'active') return peer;
  throw new EwsError('peer_suspended', `${node} is ${peer.state} here: nothing is given to it.`);
}

async function carriedLogs(
  parts: FederationParts,
  peer: Peer,
  { from, all }: BundleRequest,
): Promise<Carried[]> {
  const carried: Carried[] = [];
  for (const { origin } of await parts.logs.logs()) {
    // Its own log it has itself.
    if (carried.length === BUNDLE_LIMITS.logs || nodeOfOrigin(origin) === peer.node) continue;
    const size = await shownSize(parts, origin);
    if (size === undefined) continue;
    const stated = origin === parts.log.origin ? from : undefined;
    const begin = all ? 0 : (stated ?? (await confirmed(parts, origin, peer.node)));
    if (begin < size) carried.push({ origin, from: begin, size });
  }
  return carried;
}

async function shownSize(parts: FederationParts, origin: LogOrigin): Promise<number | undefined> {
  try {
    return (await parts.shown.head(origin)).size;
  } catch (error) {
    if (!hasCode(error, 'not_found')) throw error;
    return undefined;
  }
}

/** How much of a log the peer has signed for. */
async function confirmed(parts: FederationParts, origin: LogOrigin, node: NodeId): Promise<number> {
  const receipts = await parts.peers.receipts(origin);
  return receipts.find(({ peer }) => peer === node)?.size ?? 0;
}

/** Documents of the nodes whose logs are carried, each with a checkpoint of its newest log. */
async function documents(
  parts: FederationParts,
  logs: readonly Carried[],
): Promise<{ node: NodeId; jws: string; checkpoint: string }[]> {
  const { node, document, log } = parts;
  const found = [{ node, jws: document(), checkpoint: log.head().checkpoint }];
  const nodes = new Set(logs.map(({ origin }) => nodeOfOrigin(origin)));
  for (const peer of await parts.peers.peers()) {
    if (!nodes.has(peer.node)) continue;
    const held = await parts.logs.log(peer.origin);
    if (held !== undefined) found.push({ node: peer.node, jws: peer.document, checkpoint: held.checkpoint });
  }
  return found;
}

/** What is held here of the peer's own logs: its receipts. */
async function cursors(parts: FederationParts, peer: Peer): Promise<string[]> {
  const held = (await parts.logs.logs()).filter(({ origin }) => nodeOfOrigin(origin) === peer.node);
  return Promise.all(held.map((log) => signCursor(parts, log)));
}
