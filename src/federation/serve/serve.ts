import { toBase64, toBase64url } from '../../domain/bytes.ts';
import { EwsError, hasCode } from '../../domain/errors.ts';
import { type LogOrigin, type NodeId, nodeOfOrigin } from '../../domain/node-id.ts';
import { isInAudience } from '../../domain/tlp.ts';
import { readCheckpoint } from '../../log/checkpoint.ts';
import { addressOf, isForAll } from '../../log/entry.ts';
import type { Hash } from '../../log/merkle.ts';
import { proveConsistency, proveConsistencyOfPart, type ReadNodes } from '../../log/merkle-proof.ts';
import type { StoredEntry } from '../../log/port.ts';
import { encodeBundle, type Tile, tileNodeIds, tileWidthAt } from '../../log/tiles.ts';
import type { FederationParts } from '../context.ts';
import { LIMITS, type PageLine } from '../protocol.ts';
import type { ShownHead } from './shown.ts';

export interface PageRequest {
  /** The log that is read: the own one, or one that is held. */
  readonly origin: LogOrigin;
  readonly reader: NodeId;
  readonly from: number;
  readonly limit: number;
  readonly waitSeconds: number;
  /** The reader went away. */
  readonly signal: AbortSignal;
}

/** Lines of a page with their ends, as they go to the network. */
export interface PagePiece {
  readonly text: string | Uint8Array;
  /** How many of them are entries. */
  readonly entries: number;
}

/** What a node shows of the logs that it holds to its peers and, without content, to everyone. */
export interface Serve {
  /** The node document, a compact JWS. */
  readonly document: string;
  /** The document of this node, or of one that is enrolled here. @throws EwsError `not_found` */
  documentOf(node: NodeId): Promise<string>;
  /** The log that `{log}` in a path names. @throws EwsError `not_found` */
  named(name: string): Promise<LogOrigin>;
  /** The newest checkpoint that can be proven, a signed note. @throws EwsError `not_found` */
  checkpoint(origin: LogOrigin): Promise<string>;
  /**
   * The newest checkpoint of a log that this node knows of, whether it holds all its entries or not: for an origin
   * that takes its log back. Undefined: no such log is held.
   */
  known(name: string): Promise<string | undefined>;
  /** Refuses what can be refused before the first byte. @throws EwsError `cursor_ahead`, `not_found` */
  requireServable(origin: LogOrigin, from: number, reader: NodeId): Promise<void>;
  /** A page in pieces: entries, heartbeats while waiting, each alone, and the checkpoint at its end. */
  page(request: PageRequest): AsyncGenerator<PagePiece>;
  /** A tile of the tree, or a bundle of entry digests. @throws EwsError `not_found` beyond the published size */
  tile(origin: LogOrigin, tile: Tile): Promise<Uint8Array>;
}

/** Entries are read from the store in slices, so that a page is never whole in memory. */
const SLICE = 250;
const SLICE_BYTES = 256 * 1024;

export function createServe(parts: FederationParts): Serve {
  const { shown, logs, limits } = parts;

  async function requireServable(origin: LogOrigin, from: number, reader: NodeId): Promise<void> {
    const { size, consistency } = await shown.head(origin, reader);
    // A page that ends with a larger checkpoint has an entry.
    if (from < size || (from === size && consistency === undefined)) return;
    throw new EwsError(
      'cursor_ahead',
      `The log ends at ${size} here; entries from ${from} on were asked for.`,
      { size, from },
    );
  }

  async function* page(request: PageRequest): AsyncGenerator<PagePiece> {
    yield* waitForNews(parts, request);
    // A peer may have been suspended while it waited: its page ends without a checkpoint, and is nothing.
    if ((await parts.peers.peer(request.reader))?.state !== 'active') return;
    const { origin } = request;
    const issuer = nodeOfOrigin(origin);
    const head = await shown.head(origin, request.reader);
    const limit = Math.min(request.limit, limits.entriesPerPage);
    const end = Math.min(request.from + limit, head.size);
    let next = request.from;
    // The page may end with one more entry, and ends with the checkpoint.
    const most = limits.pageBytes - 2 * LIMITS.lineBytes;
    let bytes = 0;
    while (next < end && bytes < most) {
      const count = Math.min(SLICE, end - next);
      const whole = await logs.wholeLines(origin, next, count, Math.min(SLICE_BYTES, most - bytes));
      const piece =
        whole.entries > 0
          ? { text: whole.bytes, entries: whole.entries }
          : linesOf(await logs.entries(origin, next, count), most - bytes, (entry) =>
              entryLine(entry, issuer, request.reader, parts.node),
            );
      bytes += piece.text.length;
      next += piece.entries;
      yield piece;
    }
    const consistency = next === 0 ? [] : await proofFrom(origin, next, head);
    yield pieceOf({ checkpoint: head.checkpoint, consistency: consistency.map(toBase64) });
  }

  async function proofFrom(origin: LogOrigin, next: number, head: ShownHead): Promise<Hash[]> {
    const read: ReadNodes = (ids) => logs.nodes(origin, ids);
    if (head.consistency === undefined) return proveConsistency(next, head.size, read);
    const { size } = readCheckpoint(head.checkpoint);
    return proveConsistencyOfPart(next, { held: head.size, size, proof: head.consistency }, read);
  }

  async function tile(origin: LogOrigin, asked: Tile): Promise<Uint8Array> {
    const { size } = await shown.head(origin);
    const width = tileWidthAt(size, asked.level, asked.index);
    // A partial tile of an earlier size stays servable; one beyond the published size does not exist yet.
    if (asked.width > width) throw new EwsError('not_found', `No such tile at size ${size}.`, { size });
    if (asked.level === 'entries') {
      const entries = await logs.entries(origin, asked.index * 256, asked.width);
      return encodeBundle(entries.map((entry) => entry.digest));
    }
    return Buffer.concat(await logs.nodes(origin, tileNodeIds(asked)));
  }

  return {
    get document() {
      return parts.document();
    },
    async documentOf(node) {
      if (node === parts.node) return parts.document();
      const peer = await parts.peers.peer(node);
      if (peer === undefined) throw new EwsError('not_found', `${node} is not enrolled at ${parts.node}.`);
      return peer.document;
    },
    named: (name) => shown.named(name),
    async known(name) {
      const origin = await shown.named(name).catch((error: unknown) => {
        if (hasCode(error, 'not_found')) return undefined;
        throw error;
      });
      if (origin === undefined) return undefined;
      return origin === parts.log.origin ? parts.log.head().checkpoint : (await logs.log(origin))?.checkpoint;
    },
    checkpoint: async (origin) => (await shown.head(origin)).checkpoint,
    requireServable,
    page,
    tile,
  };
}

function pieceOf(line: PageLine): PagePiece {
  return { text: `${JSON.stringify(line)}\n`, entries: 'seq' in line ? 1 : 0 };
}

/** Entries as they are, but no more than it takes to have so many bytes. */
function linesOf(
  entries: readonly StoredEntry[],
  bytes: number,
  lineOf: (entry: StoredEntry) => PageLine,
): PagePiece & { readonly text: string } {
  let [text, count] = ['', 0];
  for (const entry of entries) {
    if (text.length >= Math.min(bytes, SLICE_BYTES)) break;
    text += `${JSON.stringify(lineOf(entry))}\n`;
    count += 1;
  }
  return { text, entries: count };
}

/** An entry as this reader may see it: whole, or as its digest. */
function entryLine(entry: StoredEntry, issuer: NodeId, reader: NodeId, node: NodeId): PageLine {
  if (entry.jws !== undefined) {
    const isWhole = entry.forAll || isShown(addressOf(entry.jws), issuer, reader);
    if (isWhole) return { seq: entry.seq, jws: entry.jws };
  }
  const sealed = { seq: entry.seq, sealed: toBase64url(entry.digest) };
  // That it is sealed here is no word of its issuer's on whom it is for: that is lost with its content.
  return issuer === node && entry.jws === undefined ? { ...sealed, lost: true } : sealed;
}

function isShown(address: ReturnType<typeof addressOf>, issuer: NodeId, reader: NodeId): boolean {
  return isForAll(address) || isInAudience(address.aud, issuer, reader);
}

async function* waitForNews(
  { shown, log, delay }: FederationParts,
  request: PageRequest,
): AsyncGenerator<PagePiece> {
  const { origin, reader, from, waitSeconds, signal } = request;
  const begun = await shown.head(origin, reader);
  if (waitSeconds === 0 || begun.size > from) return;
  // Of a log that is held, a fresher checkpoint is news: else each relay on the way would add its own wait.
  const isNews = async () => {
    const { size, checkpoint } = await shown.head(origin, reader);
    return size > from || (origin !== log.origin && checkpoint !== begun.checkpoint);
  };
  const beat = pieceOf({ heartbeat: true });
  let news = new AbortController();
  const stop = shown.onNews(origin, () => news.abort());
  try {
    // The first one sends the head of the answer on its way, by which the reader measures our clock.
    yield beat;
    for (let waited = 0; waited < waitSeconds && !(await isNews()); waited += LIMITS.heartbeatSeconds) {
      const ms = Math.min(LIMITS.heartbeatSeconds, waitSeconds - waited) * 1000;
      const whole = await delay(ms, AbortSignal.any([news.signal, signal]));
      if (signal.aborted) return;
      if (whole) yield beat;
      else news = new AbortController();
    }
  } finally {
    stop();
  }
}
