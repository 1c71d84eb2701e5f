import { fromBase64 } from '../../domain/bytes.ts';
import { EwsError } from '../../domain/errors.ts';
import { type LogOrigin, type NodeId, nodeOfOrigin } from '../../domain/node-id.ts';
import type { EpochMs } from '../../domain/time.ts';
import { parseCheckpoint, readCheckpoint } from '../../log/checkpoint.ts';
import type { Hash } from '../../log/merkle.ts';
import { parseNote } from '../../log/note.ts';
import type { OwnLog } from '../../log/own-log.ts';
import type { HeldLog, LogStore } from '../../log/port.ts';
import { logPathName } from '../protocol.ts';

/** How much of a log this node shows, and the checkpoint that proves it. */
export interface ShownHead {
  readonly size: number;
  /** A signed note, of that size or of the larger one that `consistency` leads to. */
  readonly checkpoint: string;
  /** The proof from `size` to the checkpoint, where the entries have not reached it. */
  readonly consistency?: readonly Hash[];
}

/** What is shown of a log, the own one or one that is held: asked here by whatever serves. */
export interface Shown {
  /** The log that `{log}` in a path names. @throws EwsError `not_found`: this node holds no such log */
  named(name: string): Promise<LogOrigin>;
  /**
   * To a log's own node all that is held of it, proven by the page that brought it: what it lost may be nowhere else. To
   * others as much as has reached a checkpoint.
   * @throws EwsError `not_found`: no such log, or no checkpoint of it that the entries held have reached
   */
  head(origin: LogOrigin, reader?: NodeId): Promise<ShownHead>;
  /** A page of a log that is held was kept: whoever waits for it may ask again. */
  grew(origin: LogOrigin): void;
  /** Calls `listener` with each log that grew so. */
  onGrown(listener: (origin: LogOrigin) => void): void;
  /** The origin has said anew that this checkpoint is its newest: its timestamp is passed on as it came. */
  freshen(origin: LogOrigin, checkpoint: string, at: EpochMs): void;
  /** Calls `listener` when more of a log, or a fresher checkpoint of it, can be shown. Returns what ends that. */
  onNews(origin: LogOrigin, listener: () => void): () => void;
}

interface FreshNote {
  readonly body: string;
  readonly checkpoint: string;
  readonly at: EpochMs;
}

export function createShown({
  log,
  logs,
}: {
  readonly log: Pick<OwnLog, 'origin' | 'head' | 'onPublished'>;
  readonly logs: Pick<LogStore, 'log' | 'logs' | 'provable' | 'pageEnd'>;
}): Shown {
  const names = new Map([[logPathName(log.origin), log.origin]]);
  const fresh = new Map<LogOrigin, FreshNote>();
  const growths = new Set<(origin: LogOrigin) => void>();
  const listeners = new Map<LogOrigin, Set<() => void>>();

  function tell(origin: LogOrigin): void {
    for (const listener of listeners.get(origin) ?? []) listener();
  }

  return {
    async named(name) {
      const known = names.get(name);
      if (known !== undefined) return known;
      for (const { origin } of await logs.logs()) names.set(logPathName(origin), origin);
      const found = names.get(name);
      if (found === undefined) throw new EwsError('not_found', `This node does not serve a log ${name}.`);
      return found;
    },

    async head(origin, reader) {
      if (origin === log.origin) return log.head();
      const end = reader === nodeOfOrigin(origin) ? await logs.pageEnd(origin) : undefined;
      if (end !== undefined) return { ...end, consistency: end.consistency.map(fromBase64) };
      const held = await logs.log(origin);
      const checkpoint = held && newestReached(held, await logs.provable(origin));
      if (checkpoint === undefined)
        throw new EwsError('not_found', `Nothing of ${origin} can be proven here yet.`, { origin });
      const { text: body } = parseNote(checkpoint);
      const known = fresh.get(origin);
      return {
        size: parseCheckpoint(body).size,
        checkpoint: known?.body === body ? known.checkpoint : checkpoint,
      };
    },

    grew(origin) {
      tell(origin);
      for (const listener of growths) listener(origin);
    },

    onGrown(listener) {
      growths.add(listener);
    },

    freshen(origin, checkpoint, at) {
      const { text: body } = parseNote(checkpoint);
      const known = fresh.get(origin);
      // A relay may show what is older than what came another way.
      if (known !== undefined && known.at >= at) return;
      fresh.set(origin, { body, checkpoint, at });
      tell(origin);
    },

    onNews(origin, listener) {
      if (origin === log.origin) return log.onPublished(listener);
      const mine = listeners.get(origin) ?? new Set();
      listeners.set(origin, mine.add(listener));
      return () => mine.delete(listener);
    },
  };
}

/** Of the checkpoints held, the newest that the entries held have reached: beyond it nothing can be proven. */
function newestReached({ range, checkpoint }: HeldLog, provable: string | undefined): string | undefined {
  return [checkpoint, provable].find((note) => note !== undefined && readCheckpoint(note).size <= range.size);
}
