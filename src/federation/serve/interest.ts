import type { LogOrigin, NodeId } from '../../domain/node-id.ts';
import type { EpochMs } from '../../domain/time.ts';

/** Who pulls which log of others here: to these peers alone goes a hint when it has grown. In memory only. */
export interface Interest {
  note(origin: LogOrigin, reader: NodeId, at: EpochMs): void;
  readers(origin: LogOrigin, now: EpochMs): NodeId[];
}

/** A reader asks at least this often: a long poll takes 25 s, a pause after a refusal a minute. */
const LASTS_MS = 180_000;

export function createInterest(): Interest {
  const noted = new Map<LogOrigin, Map<NodeId, EpochMs>>();
  return {
    note(origin, reader, at) {
      const readers = noted.get(origin) ?? new Map<NodeId, EpochMs>();
      noted.set(origin, readers.set(reader, at));
    },
    readers(origin, now) {
      return [...(noted.get(origin) ?? [])].flatMap(([node, at]) => (now - at < LASTS_MS ? [node] : []));
    },
  };
}
