import type { EpochMs } from '../../domain/time.ts';
import type { Peer } from '../port.ts';

/** An origin says at least every 15 s that it is alive, and a long poll takes 25 s: what is older has come to rest. */
const STALE_MS = 75_000;

/** The peers through which another one's log may come, in the order in which they are asked. */
export function relaysFor(origin: Peer, peers: readonly Peer[]): Peer[] {
  const able = peers.filter(
    ({ node, state, url }) => node !== origin.node && state === 'active' && url !== undefined,
  );
  const place = ({ node }: Peer) => {
    const index = origin.routes.indexOf(node);
    return index === -1 ? origin.routes.length : index;
  };
  return able.sort((a, b) => place(a) - place(b));
}

/** Whether a relay's newest word of the origin is so old that another relay may know more. */
export function isRelayStale(freshAt: EpochMs | undefined, now: EpochMs): boolean {
  return freshAt === undefined || now - freshAt > STALE_MS;
}
