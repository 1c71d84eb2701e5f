import { type ErrorCode, EwsError, hasCode } from '../domain/errors.ts';
import type { LogOrigin } from '../domain/node-id.ts';
import type { Clock } from '../domain/time.ts';
import { readCheckpoint } from './checkpoint.ts';
import type { Fence, FenceFile } from './fence.ts';
import { isUnfinished, judgeLog, type OwnLogState } from './judge-log.ts';
import { type Hash, rangeRoot } from './merkle.ts';
import { parseNote } from './note.ts';
import type { HeldLog, LogAppend, LogStore } from './port.ts';
import { type MakeEntry, prepareAppend } from './prepare-append.ts';
import type { Signer } from './signer.ts';
import { rangeAt } from './tree-at.ts';

/** What this node shows of its log: always at or behind the fence. */
export interface PublishedHead {
  readonly size: number;
  readonly root: Hash;
  /** The checkpoint as a signed note with this node's own cosignature, at most `FRESH_SECONDS` old. */
  readonly checkpoint: string;
}

/** This node's log: the only way to append to it, and what the outside sees of it. */
export interface OwnLog {
  readonly origin: LogOrigin;
  readonly state: OwnLogState;
  head(): PublishedHead;
  /** What the fence of this log says; undefined: there is none, or none of this log that can be read. */
  fence(): Fence | undefined;
  /**
   * Takes the log up again where it was taken back to: it has to have a checkpoint of exactly its entries, and to be
   * at its fence, if there is one. Writes the fence; from then on it is ready. Without one, whoever calls this has
   * asked everybody who may hold more. Returns the state after it.
   */
  resume(): Promise<OwnLogState>;
  /** Nothing is written any more until an operator has looked at it. */
  refuse(code: ErrorCode, message: string): void;
  /**
   * Signs and appends one entry. `commit` writes it together with what it belongs to, in one transaction that
   * compares and swaps on the log's size. When this resolves the entry is durable, the fence names it, and
   * the head shows it. @throws EwsError the code of the state, if it is not `ready`; `unavailable`: it is committed,
   * and shown once the fence can be written; what `commit` throws
   */
  append(make: MakeEntry, commit: (append: LogAppend) => Promise<void>): Promise<LogAppend>;
  /** Has the head carry these signature lines of witnesses for as long as its body is this one. */
  showCosignatures(body: string, lines: readonly string[]): void;
  /** Takes up what another process has appended (a key change by an operator). */
  refresh(): Promise<void>;
  /** Calls `listener` after each append. Returns what ends that. */
  onPublished(listener: (size: number) => void): () => void;
}

/** How old the log's own cosignature may be when its checkpoint is shown. */
const FRESH_SECONDS = 15;

/** Between two attempts to write a fence that could not be written. */
const RETRY_MS = 1_000;

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
  let state = await judgeLog(store, opened, fence);
  if (state.state === 'ready')
    fence.write({ origin, size: opened.range.size, root: rangeRoot(opened.range) });

  let log = await publishedOf(store, opened);
  let cosigned: { body: string; text: string; at: number } | undefined;
  let witnessed = { body: '', lines: '' };
  let queue: Promise<unknown> = Promise.resolve();
  const listeners = new Set<(size: number) => void>();

  /** Committed, and not shown, since its fence could not be written. */
  let unshown: HeldLog | undefined;
  let triedAt = 0;

  /** Order matters: committed, then fenced, and only then shown. @throws EwsError `unavailable` */
  function show(committed: HeldLog): void {
    unshown = committed;
    triedAt = wall.now();
    const { size } = committed.range;
    try {
      // Another process may have gone on meanwhile: the fence never goes back.
      if (fencedSize() < size) fence.write({ origin, size, root: rangeRoot(committed.range) });
    } catch (cause) {
      throw unwritten(cause, size);
    }
    unshown = undefined;
    log = committed;
    for (const listener of listeners) listener(size);
  }

  /** What the fence says of this log; -1 where it says nothing. */
  function fencedSize(): number {
    try {
      const found = fence.read();
      return found.origin === origin ? found.size : -1;
    } catch (error) {
      if (!hasCode(error, 'fence_missing', 'fence_mismatch')) throw error;
      return -1;
    }
  }

  /** A disk that was full must not hide for long what is issued already: whoever looks has it tried again. */
  function showRest(): void {
    if (unshown === undefined || Math.abs(wall.now() - triedAt) < RETRY_MS) return;
    try {
      show(unshown);
    } catch (error) {
      if (!hasCode(error, 'unavailable')) throw error;
    }
  }

  function head(): PublishedHead {
    showRest();
    const at = Math.floor(wall.now() / 1000);
    const { text: body } = parseNote(log.checkpoint);
    if (cosigned?.body !== body || Math.abs(at - cosigned.at) >= FRESH_SECONDS) {
      cosigned = {
        body,
        text: log.checkpoint + (state.state === 'ready' ? signer.cosign(body, at) : ''),
        at,
      };
    }
    const checkpoint = cosigned.text + (witnessed.body === body ? witnessed.lines : '');
    return { size: log.range.size, root: rangeRoot(log.range), checkpoint };
  }

  async function appendNow(
    make: MakeEntry,
    commit: (append: LogAppend) => Promise<void>,
  ): Promise<LogAppend> {
    if (state.state !== 'ready') throw new EwsError(state.code, state.message);
    // The database runs at most one entry ahead of its fence.
    if (unshown !== undefined) show(unshown);
    for (let attempt = 1; ; attempt += 1) {
      const append = await prepareAppend(signer, log, make);
      try {
        await commit(append);
      } catch (error) {
        if (!hasCode(error, 'log_size_conflict') || attempt === MAX_ATTEMPTS) throw error;
        log = await requireOwnLog(store);
        await onForeign();
        continue;
      }
      show({ origin, range: append.range, checkpoint: append.checkpoint });
      return append;
    }
  }

  async function resumeNow(): Promise<OwnLogState> {
    if (state.state !== 'recovering') return state;
    const taken = await requireOwnLog(store);
    const judged = await judgeLog(store, taken, fence);
    const isWhole = judged.state === 'ready' || (judged.code === 'fence_missing' && !isUnfinished(taken));
    if (!isWhole) {
      state = judged;
      return state;
    }
    fence.write({ origin, size: taken.range.size, root: rangeRoot(taken.range) });
    log = taken;
    state = { state: 'ready' };
    // Until now it was shown without this node's cosignature.
    cosigned = undefined;
    for (const listener of listeners) listener(taken.range.size);
    return state;
  }

  async function refreshNow(): Promise<void> {
    if (state.state !== 'ready') return;
    const held = await requireOwnLog(store);
    if (held.range.size <= log.range.size) return;
    await onForeign();
    show(held);
  }

  /** One at a time: each entry is signed for its place. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = queue.then(work);
    queue = done.catch(() => undefined);
    return done;
  }

  return {
    origin,
    get state() {
      return state;
    },
    head,
    showCosignatures(body, lines) {
      witnessed = { body, lines: lines.join('') };
    },
    fence() {
      try {
        const found = fence.read();
        return found.origin === origin ? found : undefined;
      } catch (error) {
        if (!hasCode(error, 'fence_missing', 'fence_mismatch')) throw error;
        return undefined;
      }
    },
    resume: () => inTurn(resumeNow),
    refresh: () => inTurn(refreshNow),
    refuse(code, message) {
      state = { state: 'refused', code, message };
    },
    append: (make, commit) => inTurn(() => appendNow(make, commit)),
    onPublished(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** What the system says of a file becomes a refusal that says what holds; anything else is passed on. */
function unwritten(cause: unknown, size: number): unknown {
  if (!(cause instanceof Error && 'syscall' in cause)) return cause;
  return new EwsError(
    'unavailable',
    `The fence cannot be written (${cause.message}): entry ${size - 1} is issued, and is shown to peers as soon as the fence can be written. Free some space.`,
    { size },
    { cause },
  );
}

/**
 * What is shown of a log: all of it, but for one that is being taken back. That one is shown up to the checkpoint of
 * before, since there is none of its size.
 */
async function publishedOf(store: LogStore, log: HeldLog): Promise<HeldLog> {
  const { size } = readCheckpoint(log.checkpoint);
  if (size >= log.range.size) return log;
  return { ...log, range: await rangeAt(store, log.origin, size) };
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
