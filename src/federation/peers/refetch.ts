import { asEwsError, hasCode } from '../../domain/errors.ts';
import type { NodeId } from '../../domain/node-id.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { Peer } from '../port.ts';
import { PATHS } from '../protocol.ts';
import type { PullParts } from '../pull/pull.ts';
import { acceptDocument } from './accept-document.ts';
import { fetchText } from './fetch-text.ts';
import { verifyNodeDocument } from './identity.ts';
import type { PeerClient } from './peer-client.ts';

/** Whoever makes up keys must not have us fetch more often. */
const LEAST_MS = 60_000;
/** Without any sign of a new key, or of a later log. */
const REGULAR_MS = 5 * 60_000;
/** How often is looked which documents are due. */
export const LOOK_MS = 5_000;

/** How following a peer's keys goes, for operators. */
export interface KeyFollowing {
  /** When its document was last fetched and accepted; absent: not since this node started. */
  readonly acceptedAt?: EpochMs;
  /** Why the last one was not accepted. */
  readonly refused?: { readonly at: EpochMs; readonly code: string; readonly message: string };
}

/** Follows peers' keys: their documents are fetched again when something is signed by a key that is not known. */
export interface Refetch {
  /**
   * Fetches the peer's document, at most once a minute for each peer, and keeps it if it extends what is held.
   * Returns whether there are other keys than before. Asked too soon it returns false, and `due` sees to it later.
   * Never throws: what is held still holds.
   */
  again(node: NodeId): Promise<boolean>;
  /** Fetches what was asked for too soon, and what has not been looked at for long; one after the other. */
  due(): Promise<void>;
  following(node: NodeId): KeyFollowing;
}

export function createRefetch(parts: PullParts, client: PeerClient): Refetch {
  const asked = new Map<NodeId, EpochMs>();
  const wanted = new Set<NodeId>();
  const underWay = new Map<NodeId, Promise<boolean>>();
  const state = new Map<NodeId, KeyFollowing>();

  async function fetchAnew(peer: Peer): Promise<boolean> {
    const { node } = peer;
    try {
      const document = await fetchText(parts, peer.url + PATHS.nodeDocument);
      const found = await verifyNodeDocument(document, peer.fingerprint);
      const added = await acceptDocument(parts, client, peer, found);
      state.set(node, { acceptedAt: parts.wall.now() });
      return added > 0;
    } catch (error) {
      const { code, message } = asEwsError(error);
      state.set(node, { ...state.get(node), refused: { at: parts.wall.now(), code, message } });
      parts.events.peerKeysRefused({ peer: node, code, message });
      return false;
    }
  }

  async function again(node: NodeId): Promise<boolean> {
    const running = underWay.get(node);
    if (running !== undefined) return running;
    const [now, last] = [parts.wall.now(), asked.get(node)];
    // A clock that was set back does not make a peer wait for the time that it went back.
    if (last !== undefined && now >= last && now - last < LEAST_MS) {
      wanted.add(node);
      return false;
    }
    wanted.delete(node);
    asked.set(node, now);
    const done = (async () => {
      const peer = await parts.peers.peer(node);
      // Without an address its document comes with what brings its log.
      return peer?.state === 'active' && peer.url !== undefined && (await fetchAnew(peer));
    })();
    underWay.set(node, done);
    try {
      return await done;
    } finally {
      underWay.delete(node);
    }
  }

  return {
    again,
    async due() {
      const now = parts.wall.now();
      for (const { node, state: active } of await parts.peers.peers()) {
        const since = Math.abs(now - (asked.get(node) ?? Number.NEGATIVE_INFINITY));
        if (active === 'active' && (wanted.has(node) || since >= REGULAR_MS)) await again(node);
      }
    },
    following: (node) => state.get(node) ?? {},
  };
}

/** Whether what was refused may be signed by a key that a newer document names. */
export function isUnknownKey(error: unknown): boolean {
  return hasCode(error, 'key_unknown', 'note_signature', 'key_revoked');
}
