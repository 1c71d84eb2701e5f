import { EwsError } from '../domain/errors.ts';
import type { NodeId } from '../domain/node-id.ts';
import { onBehalfOf } from '../request-id.ts';
import type { FederationParts } from './context.ts';
import type { PeerClient } from './peer-client.ts';
import type { Peer } from './port.ts';
import { type Hint, PATHS } from './protocol.ts';

/** Tells peers that the log has grown. */
export interface Hints {
  /** Returns at once; hints of a burst are merged for each peer, and its last one is always sent. */
  send(): void;
}

/** An answer to a hint is empty, or a problem document. */
const MAX_ANSWER_BYTES = 64 * 1024;

export function createHints(parts: FederationParts, client: PeerClient): Hints {
  // Peers apart: one that does not answer must not hold up the others.
  const sending = new Map<NodeId, { again: boolean }>();

  async function sendTo(peer: Peer): Promise<void> {
    const state = sending.get(peer.node);
    if (state !== undefined) {
      state.again = true;
      return;
    }
    const mine = { again: true };
    sending.set(peer.node, mine);
    try {
      while (mine.again) {
        mine.again = false;
        await onBehalfOf(parts.randomId(), () => sendOne(peer));
      }
    } finally {
      sending.delete(peer.node);
    }
  }

  async function sendOne(peer: Peer): Promise<void> {
    const { size } = parts.log.head();
    const hint: Hint = { v: 1, node: parts.node, log: parts.log.origin, size };
    const timeMs = parts.limits.requestSeconds * 1000;
    try {
      const body = await parts.signer.signHint(hint);
      const request = {
        method: 'POST',
        path: PATHS.hints,
        body,
        idleMs: timeMs,
        totalMs: timeMs,
        maxBytes: MAX_ANSWER_BYTES,
      } as const;
      const answer = await client.call(peer, request);
      for await (const _ of answer.body);
      parts.events.hintSent({ peer: peer.node, size });
    } catch (error) {
      // The pull finds it anyway.
      parts.events.hintFailed({ peer: peer.node, code: error instanceof EwsError ? error.code : 'internal' });
    }
  }

  async function sendAll(): Promise<void> {
    const peers = await parts.peers.peers();
    await Promise.all(peers.filter(({ state }) => state === 'active').map(sendTo));
  }

  return {
    send() {
      sendAll().catch((error) =>
        parts.events.loopFailed({ loop: 'hints', code: 'internal', message: String(error) }),
      );
    },
  };
}
