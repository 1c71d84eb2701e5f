import { toBase64, toBase64url } from '../domain/bytes.ts';
import { EwsError } from '../domain/errors.ts';
import { type NodeId, nodeOfOrigin } from '../domain/node-id.ts';
import { isInAudience } from '../domain/tlp.ts';
import { audienceOf } from '../log/entry.ts';
import { proveConsistency } from '../log/merkle-proof.ts';
import type { StoredEntry } from '../log/port.ts';
import { encodeBundle, type Tile, tileNodeIds, tileWidthAt } from '../log/tiles.ts';
import type { FederationParts } from './context.ts';
import { LIMITS, type PageLine } from './protocol.ts';

export interface PageRequest {
  readonly reader: NodeId;
  readonly from: number;
  readonly limit: number;
  readonly waitSeconds: number;
  /** The reader went away. */
  readonly signal: AbortSignal;
}

/** What a node shows of its log to its peers and, without content, to everyone. */
export interface Serve {
  /** The node document, a compact JWS. */
  readonly document: string;
  /** Refuses what can be refused before the first byte. @throws EwsError `cursor_ahead` */
  requireServable(from: number): void;
  /** The lines of a page, without newlines: entries, heartbeats while waiting, and the checkpoint at its end. */
  page(request: PageRequest): AsyncGenerator<string>;
  /** A tile of the tree, or a bundle of entry digests. @throws EwsError `not_found` beyond the published size */
  tile(tile: Tile): Promise<Uint8Array>;
}

/** Entries are read from the store in slices, so that a page is never whole in memory. */
const SLICE = 250;

export function createServe(parts: FederationParts): Serve {
  const { log, logs, limits } = parts;

  function requireServable(from: number): void {
    const { size } = log.head();
    if (from > size) {
      throw new EwsError('cursor_ahead', `The log ends at ${size}; entries from ${from} on were asked for.`, {
        size,
        from,
      });
    }
  }

  async function* page(request: PageRequest): AsyncGenerator<string> {
    yield* waitForNews(parts, request);
    // A peer may have been suspended while it waited: its page ends without a checkpoint, and is nothing.
    if ((await parts.peers.peer(request.reader))?.state !== 'active') return;
    const head = log.head();
    const limit = Math.min(request.limit, limits.entriesPerPage);
    const end = Math.min(request.from + limit, head.size);
    let next = request.from;
    // The page may end with one more entry, and ends with the checkpoint.
    const most = limits.pageBytes - 2 * LIMITS.lineBytes;
    let bytes = 0;
    while (next < end && bytes < most) {
      for (const entry of await logs.entries(log.origin, next, Math.min(SLICE, end - next))) {
        if (bytes >= most) break;
        const line = JSON.stringify(entryLine(entry, nodeOfOrigin(log.origin), request.reader));
        bytes += line.length;
        next += 1;
        yield line;
      }
    }
    const consistency =
      next === head.size || next === 0
        ? []
        : await proveConsistency(next, head.size, (ids) => logs.nodes(log.origin, ids));
    yield JSON.stringify({
      checkpoint: head.checkpoint,
      consistency: consistency.map(toBase64),
    } satisfies PageLine);
  }

  async function tile(asked: Tile): Promise<Uint8Array> {
    const { size } = log.head();
    const width = tileWidthAt(size, asked.level, asked.index);
    // A partial tile of an earlier size stays servable; one beyond the published size does not exist yet.
    if (asked.width > width) throw new EwsError('not_found', `No such tile at size ${size}.`, { size });
    if (asked.level === 'entries') {
      const entries = await logs.entries(log.origin, asked.index * 256, asked.width);
      return encodeBundle(entries.map((entry) => entry.digest));
    }
    return Buffer.concat(await logs.nodes(log.origin, tileNodeIds(asked)));
  }

  return { document: parts.document, requireServable, page, tile };
}

/** An entry as this reader may see it: whole, or as its digest. */
function entryLine(entry: StoredEntry, issuer: NodeId, reader: NodeId): PageLine {
  if (entry.jws !== undefined && isInAudience(audienceOf(entry.jws), issuer, reader)) {
    return { seq: entry.seq, jws: entry.jws };
  }
  return { seq: entry.seq, sealed: toBase64url(entry.digest) };
}

async function* waitForNews({ log, delay }: FederationParts, request: PageRequest): AsyncGenerator<string> {
  if (request.waitSeconds === 0 || log.head().size > request.from) return;
  const beat = JSON.stringify({ heartbeat: true } satisfies PageLine);
  const news = new AbortController();
  const stop = log.onPublished(() => news.abort());
  try {
    const either = AbortSignal.any([news.signal, request.signal]);
    // The first one sends the head of the answer on its way, by which the reader measures our clock.
    yield beat;
    for (
      let waited = 0;
      waited < request.waitSeconds && log.head().size <= request.from;
      waited += LIMITS.heartbeatSeconds
    ) {
      const whole = await delay(
        Math.min(LIMITS.heartbeatSeconds, request.waitSeconds - waited) * 1000,
        either,
      );
      if (request.signal.aborted) return;
      if (whole) yield beat;
    }
  } finally {
    stop();
  }
}
