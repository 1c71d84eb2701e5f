import { setTimeout as wait } from 'node:timers/promises';
import { EwsError, hasCode } from '../domain/errors.ts';
import { LIMITS, PATHS } from '../federation/protocol.ts';
import { formatTilePath, TILE_WIDTH, type Tile } from '../log/tiles.ts';
import type { Outgoing } from '../net/outgoing.ts';

/** What an audit may cost, whatever the other side does. */
export interface AuditLimits {
  /** Entries of a log; a larger one is not audited. */
  readonly entries: number;
  /** For one answer, and between two pieces of it. */
  readonly requestSeconds: number;
  /** For the whole audit. */
  readonly totalSeconds: number;
}

export const AUDIT_LIMITS: AuditLimits = { entries: 10_000_000, requestSeconds: 20, totalSeconds: 3_600 };

/** What everyone may read of a node and its log. */
export interface PublicLog {
  /** `base`: the federation URL. */
  nodeDocument(base: string): Promise<string>;
  /** `prefix`: the URL of the log. */
  checkpoint(prefix: string): Promise<string>;
  /**
   * A tile, `recordBytes` for each of its places; taken from the full one where a partial one is gone.
   * @throws EwsError `tile_malformed`: it has another length · what `Outgoing` throws · `peer_answer`
   */
  tile(prefix: string, tile: Tile, recordBytes: number): Promise<Uint8Array>;
  /** How many requests were made. */
  readonly requests: number;
}

/** A signed note is at most this long. */
const MAX_NOTE_BYTES = 64 * 1024;
/** How often, and how long, to wait where a node asks for patience. */
const MAX_PATIENCE = { times: 20, seconds: 60 } as const;

/** Reads by the public routes alone: no token, nothing posted. */
export function createPublicLog(outgoing: Outgoing, limits: AuditLimits): PublicLog {
  const signal = AbortSignal.timeout(limits.totalSeconds * 1_000);
  let requests = 0;

  async function get(url: string, maxBytes: number): Promise<Buffer> {
    for (let attempt = 0; ; attempt += 1) {
      requests += 1;
      const { status, retryAfter, body } = await getOnce(outgoing, url, maxBytes, limits, signal);
      if (status === 200) return body;
      if (status !== 429 || attempt === MAX_PATIENCE.times) {
        throw new EwsError('peer_answer', `${url} answered ${status}.`, { url, status });
      }
      await wait(retryAfter * 1_000, undefined, { signal }).catch(() => {
        throw new EwsError('peer_timeout', 'The audit took too long.');
      });
    }
  }

  async function exactly(url: string, length: number): Promise<Uint8Array> {
    const bytes = await get(url, length);
    if (bytes.length === length) return bytes;
    throw new EwsError('tile_malformed', `${url} has ${bytes.length} bytes instead of ${length}.`);
  }

  return {
    get requests() {
      return requests;
    },
    nodeDocument: async (base) =>
      (await get(base + PATHS.nodeDocument, LIMITS.nodeDocumentBytes)).toString('utf8'),
    checkpoint: async (prefix) => (await get(`${prefix}/checkpoint`, MAX_NOTE_BYTES)).toString('utf8'),
    async tile(prefix, tile, recordBytes) {
      try {
        return await exactly(prefix + formatTilePath(tile), tile.width * recordBytes);
      } catch (error) {
        // A log may drop a partial tile once the full one is there.
        if (tile.width === TILE_WIDTH || !hasCode(error, 'peer_answer') || error.detail.status !== 404)
          throw error;
        const full = prefix + formatTilePath({ ...tile, width: TILE_WIDTH });
        const bytes = await exactly(full, TILE_WIDTH * recordBytes).catch(() => {
          throw error;
        });
        return bytes.subarray(0, tile.width * recordBytes);
      }
    },
  };
}

async function getOnce(
  outgoing: Outgoing,
  url: string,
  maxBytes: number,
  limits: AuditLimits,
  signal: AbortSignal,
): Promise<{ status: number; retryAfter: number; body: Buffer }> {
  const ms = limits.requestSeconds * 1_000;
  const answer = await outgoing.open({ method: 'GET', url, idleMs: ms, totalMs: 3 * ms, maxBytes, signal });
  const header = Number(answer.headers['retry-after']);
  const retryAfter = header >= 0 ? Math.min(header, MAX_PATIENCE.seconds) : 1;
  const chunks: Uint8Array[] = [];
  // What an error says is not read: it may be longer than the answer that was asked for.
  if (answer.status === 200) for await (const chunk of answer.body) chunks.push(chunk);
  else await discard(answer.body);
  return { status: answer.status, retryAfter, body: Buffer.concat(chunks) };
}

/** Ends an answer that nobody reads. */
async function discard(body: AsyncIterable<Uint8Array>): Promise<void> {
  const reading = body[Symbol.asyncIterator]();
  await reading.next().catch(() => undefined);
  await reading.return?.();
}
