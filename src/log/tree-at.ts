import type { LogOrigin } from '../domain/node-id.ts';
import { type CompactRange, compactRange, type Hash, rangeNodeIds, rangeRoot } from './merkle.ts';
import type { LogStore } from './port.ts';

type Nodes = Pick<LogStore, 'nodes'>;

/** What a log held here was at a size that is held. @throws EwsError `not_found` beyond it */
export async function rangeAt(logs: Nodes, origin: LogOrigin, size: number): Promise<CompactRange> {
  return compactRange(size, await logs.nodes(origin, rangeNodeIds(size)));
}

/** The root that it had then. @throws EwsError `not_found` beyond it */
export async function rootAt(logs: Nodes, origin: LogOrigin, size: number): Promise<Hash> {
  return rangeRoot(await rangeAt(logs, origin, size));
}
