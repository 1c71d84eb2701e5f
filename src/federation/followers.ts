import { EwsError } from '../domain/errors.ts';
import type { NodeId } from '../domain/node-id.ts';
import type { Loop, Loops } from '../loops.ts';
import { refreshPeer } from './follow-epoch.ts';
import type { PeerClient } from './peer-client.ts';
import type { Peer } from './port.ts';
import type { PullParts } from './pull.ts';

/** Looks from time to time whether peers have begun a later log, and at once when one says so. */
export interface Followers {
  start(loops: Loops): void;
  wake(peer: Pick<Peer, 'node'>): void;
}

const EVERY_MS = 5 * 60_000;

export function createFollowers(parts: PullParts, client: PeerClient): Followers {
  const asked = new Set<NodeId>();
  let loop: Loop | undefined;

  async function refresh(peer: Peer): Promise<void> {
    try {
      await refreshPeer(parts, client, peer);
    } catch (error) {
      const { code, message } = error instanceof EwsError ? error : new EwsError('internal', String(error));
      parts.events.pullFailed({ peer: peer.node, code, message });
    } finally {
      asked.delete(peer.node);
    }
  }

  return {
    start(loops) {
      loop = loops.every(
        'documents of peers',
        EVERY_MS,
        async () => {
          const active = (await parts.peers.peers()).filter(({ state }) => state === 'active');
          await Promise.all(active.map(refresh));
        },
        { jitter: 0.1, firstAfterMs: 5_000 },
      );
    },
    wake({ node }) {
      // A peer that hints without end must not have us ask without end.
      if (asked.has(node)) return;
      asked.add(node);
      loop?.wake();
    },
  };
}
