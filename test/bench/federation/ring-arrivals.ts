import { type LogOrigin, type NodeId, nodeOfOrigin } from '../../../src/domain/node-id.ts';

/** What the nodes of a ring tell of what comes to them. */
export interface Arrivals {
  /** A node has kept a page of a log, and holds so many entries of it. */
  stored(by: NodeId, origin: LogOrigin, size: number): void;
  /** The log of a peer comes to a node through another one. */
  begun(by: NodeId, peer: NodeId): void;
  /** How many logs come to how many nodes so. */
  relayed(): number;
  /** Resolves when all these nodes hold so many entries of the log of a node. */
  all(nodes: readonly NodeId[], issuer: NodeId, size: number): Promise<void>;
}

export function createArrivals(): Arrivals {
  const relays = new Set<string>();
  let look = (_by: NodeId, _issuer: NodeId, _size: number): void => undefined;
  return {
    stored: (by, origin, size) => look(by, nodeOfOrigin(origin), size),
    begun: (by, peer) => void relays.add(`${by} ${peer}`),
    relayed: () => relays.size,
    all(nodes, issuer, size) {
      const missing = new Set(nodes);
      return new Promise((resolve) => {
        look = (by, whose, held) => {
          if (whose === issuer && held >= size) missing.delete(by);
          if (missing.size === 0) resolve();
        };
      });
    },
  };
}
