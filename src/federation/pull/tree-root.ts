import type { LogOrigin } from '../../domain/node-id.ts';
import { compactRange, type Hash, rangeNodeIds, rangeRoot } from '../../log/merkle.ts';
import type { LogStore } from '../../log/port.ts';

/** The root that a log held here has at a size that is held. @throws EwsError `not_found` beyond it */
export async function rootAt(logs: Pick<LogStore, 'nodes'>, origin: LogOrigin, size: number): Promise<Hash> {
  return rangeRoot(compactRange(size, await logs.nodes(origin, rangeNodeIds(size))));
}
