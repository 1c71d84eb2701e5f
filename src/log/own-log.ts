import { equalBytes, toBase64 } from '../domain/bytes.ts';
import { type ErrorCode, EwsError, hasCode } from '../domain/errors.ts';
import type { LogOrigin } from '../domain/node-id.ts';
import type { Clock } from '../domain/time.ts';
import { parseCheckpoint } from './checkpoint.ts';
import { entryDigest, entryLeaf } from './entry-digest.ts';
import type { FenceFile } from './fence.ts';
import { appendLeaf, compactRange, type Hash, rangeNodeIds, rangeRoot } from './merkle.ts';
import { parseNote } from './note.ts';
import type { HeldLog, LogAppend, LogStore } from './port.ts';
import type { Signer } from './signer.ts';

/** What this node shows of its log: always at or behind the fence. */
export interface PublishedHead {
  readonly size: number;
  readonly root: Hash;
  /** The checkpoint as a signed note with this node's own cosignature, at most `FRESH_SECONDS` old. */
  readonly checkpoint: string;
}

export type OwnLogState =
  | { readonly state: 'ready' }
  | { readonly state: 'refused'; readonly code: ErrorCode; readonly message: string };

/** How an entry is made once its place is known: the compact JWS, its kind, and when it was signed. */
export type MakeEntry = (
  seq: number,
) => Promise<{ readonly jws: string; readonly type: string; readonly time: number }>;

/** This node's log: the only way to append to it, and what the outside sees of it. */
export interface OwnLog {
  readonly origin: LogOrigin;
  readonly state: OwnLogState;
  head(): PublishedHead;
  /**
   * Signs and appends one entry. `commit` writes it together with what it belongs to, in one transaction that
   * compares and swaps on the log's size. When this resolves the entry is durable, the fence names it, and
   * the head shows it. @throws EwsError `fence_missing`, `fence_ahead`, `fence_mismatch`; what `commit` throws
   */
  append(make: MakeEntry, commit: (append: LogAppend) => Promise<void>): Promise<LogAppend>;
  /** Takes up what another process has appended (a key change by an operator). */
  refresh(): Promise<void>;
  /** Calls `listener` after each append. Returns what ends that. */
  onPublished(listener: (size: number) => void): () => void;
}

/** How old the log's own cosignature may be when its checkpoint is shown. */
const FRESH_SECONDS = 15;

/** After so many conflicts with another writer, something is wrong. */
const MAX_ATTEMPTS = 20;

/** Opens the log and judges it against its fence. A log that may have been restored is shown, never written. */
export async function openOwnLog(parts: {
  store: LogStore;
  signer: Signer;
  fence: FenceFile;
  wall: Clock;
  /** Another process has appended something, which may be a new log key. */
  onForeign?: () => Promise<unknown>;
}): Promise<OwnLog> {
  const { store, signer, fence, wall, onForeign = async () => undefined } = parts;
  const opened = await requireOwnLog(store);
  const origin = opened.origin;
  const state = await judgeLog(store, opened, fence);
  if (state.state === 'ready')
    fence.write({ origin, size: opened.range.size, root: rangeRoot(opened.range) });

  let log = opened;
  let cosigned: { body: string; text: string; at: number } | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  const listeners = new Set<(size: number) => void>();

  function head(): PublishedHead {
    const at = Math.floor(wall.now() / 1000);
    const { text: body } = parseNote(log.checkpoint);
    if (cosigned?.body !== body || Math.abs(at - cosigned.at) >= FRESH_SECONDS) {
      cosigned = {
        body,
        text: log.checkpoint + (state.state === 'ready' ? signer.cosign(body, at) : ''),
        at,
      };
    }
    return { size: log.range.size, root: rangeRoot(log.range), checkpoint: cosigned.text };
  }

  async function appendNow(
    make: MakeEntry,
    commit: (append: LogAppend) => Promise<void>,
  ): Promise<LogAppend> {
    if (state.state === 'refused') throw new EwsError(state.code, state.message);
    for (let attempt = 1; ; attempt += 1) {
      const append = await prepare(signer, log, make);
      try {
        await commit(append);
      } catch (error) {
        if (!hasCode(error, 'log_size_conflict') || attempt === MAX_ATTEMPTS) throw error;
        log = await requireOwnLog(store);
        await onForeign();
        continue;
      }
      // Order matters: committed, then fenced, and only then shown.
      fence.write({ origin, size: append.range.size, root: rangeRoot(append.range) });
      log = { origin, range: append.range, checkpoint: append.checkpoint };
      for (const listener of listeners) listener(append.range.size);
      return append;
    }
  }

  async function refreshNow(): Promise<void> {
    if (state.state === 'refused') return;
    const held = await requireOwnLog(store);
    if (held.range.size <= log.range.size) return;
    await onForeign();
    fence.write({ origin, size: held.range.size, root: rangeRoot(held.range) });
    log = held;
    for (const listener of listeners) listener(held.range.size);
  }

  return {
    origin,
    state,
    head,
    refresh() {
      const done = queue.then(refreshNow);
      queue = done.catch(() => undefined);
      return done;
    },
    append(make, commit) {
      // One at a time: each entry is signed for its place.
      const done = queue.then(() => appendNow(make, commit));
      queue = done.catch(() => undefined);
      return done;
    },
    onPublished(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

async function prepare(signer: Signer, log: HeldLog, make: MakeEntry): Promise<LogAppend> {
  const seq = log.range.size;
  const { jws, type, time } = await make(seq);
  const digest = entryDigest(jws);
  const { range, nodes } = appendLeaf(log.range, entryLeaf(digest));
  const checkpoint = signer.signCheckpoint({ origin: log.origin, size: range.size, root: rangeRoot(range) });
  return {
    origin: log.origin,
    expectedSize: seq,
    entry: { seq, digest, jws },
    type,
    time,
    range,
    nodes,
    checkpoint,
  };
}

async function requireOwnLog(store: LogStore): Promise<HeldLog> {
  const log = await store.ownLog();
  if (log === undefined)
    throw new EwsError(
      'config_invalid',
      'The database holds no log of its own: make the node with `ews init`.',
    );
  return log;
}

/** What the fence says of a log as a database has it. */
export async function judgeLog(store: LogStore, log: HeldLog, file: FenceFile): Promise<OwnLogState> {
  try {
    const fence = file.read();
    if (fence.origin !== log.origin) {
      throw new EwsError(
        'fence_mismatch',
        `The fence is that of ${fence.origin}; the database holds ${log.origin}.`,
      );
    }
    if (log.range.size < fence.size) {
      throw new EwsError(
        'fence_ahead',
        `The database ends at ${log.range.size}, the fence at ${fence.size}: it was restored from an older backup. Nothing is issued.`,
      );
    }
    const ids = rangeNodeIds(fence.size);
    const root = rangeRoot(compactRange(fence.size, await store.nodes(log.origin, ids)));
    if (!equalBytes(root, fence.root)) {
      throw new EwsError(
        'fence_mismatch',
        `At size ${fence.size} the database has root ${toBase64(root)}, the fence ${toBase64(fence.root)}. Nothing is issued.`,
      );
    }
    requireCheckpointOf(log);
    return { state: 'ready' };
  } catch (error) {
    if (!hasCode(error, 'fence_missing', 'fence_ahead', 'fence_mismatch')) throw error;
    return { state: 'refused', code: error.code, message: error.message };
  }
}

function requireCheckpointOf(log: HeldLog): void {
  const { size, root } = parseCheckpoint(parseNote(log.checkpoint).text);
  if (size !== log.range.size || !equalBytes(root, rangeRoot(log.range))) {
    throw new EwsError(
      'fence_mismatch',
      'The checkpoint in the database is not that of its entries. Nothing is issued.',
    );
  }
}

/** The first checkpoint of a log that has no entries yet. */
export function emptyLog(origin: LogOrigin, signer: Signer): HeldLog {
  const range = compactRange(0, []);
  return { origin, range, checkpoint: signer.signCheckpoint({ origin, size: 0, root: rangeRoot(range) }) };
}
