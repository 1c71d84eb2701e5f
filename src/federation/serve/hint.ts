import { EwsError } from '../../domain/errors.ts';
import type { LogOrigin } from '../../domain/node-id.ts';
import { onBehalfOf } from '../../request-id.ts';
import type { FederationParts } from '../context.ts';
import type { PeerClient } from '../peers/peer-client.ts';
import type { Peer } from '../port.ts';
import { type Hint, PATHS } from '../protocol.ts';
import type { Interest } from './interest.ts';

/** Tells peers that the log has grown. */
export interface Hints {
  /** To all active peers, of the own log. Returns at once; hints of a burst are merged, and the last is always sent. */
  send(): void;
  /** The same of a log that is held, to those who pull it here; never back to its origin. */
  pass(origin: LogOrigin): void;
}

/** An answer to a hint is empty, or a problem document. */
const MAX_ANSWER_BYTES = 64 * 1024;

export function createHints(
  parts: FederationParts,
  client: PeerClient,
  interest: Pick<Interest, 'readers'>,
): Hints {
  // Peers apart: one that does not answer must not hold up the others.
  const sending = new Map<string, { again: boolean }>();

  async function sendTo(peer: Peer, origin: LogOrigin): Promise<void> {
    const state = sending.get(`${peer.node} ${origin}`);
    if (state !== undefined) {
      state.again = true;
      return;
    }
    const mine = { again: true };
    sending.set(`${peer.node} ${origin}`, mine);
    try {
      while (mine.again) {
        mine.again = false;
        await onBehalfOf(parts.randomId(), () => sendOne(peer, origin));
      }
    } finally {
      sending.delete(`${peer.node} ${origin}`);
    }
  }

  async function sendOne(peer: Peer, origin: LogOrigin): Promise<void> {
    const timeMs = parts.limits.requestSeconds * 1000;
    try {
      const { size } = await parts.shown.head(origin);
      const hint: Hint = { v: 1, node: parts.node, log: origin, size };
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

  async function sendAll(origin: LogOrigin, isTold: (peer: Peer) => boolean): Promise<void> {
    const peers = await parts.peers.peers();
    const told = peers.filter((peer) => peer.state === 'active' && peer.url !== undefined && isTold(peer));
    await Promise.all(told.map((peer) => sendTo(peer, origin)));
  }

  function send(origin: LogOrigin, isTold: (peer: Peer) => boolean): void {
    sendAll(origin, isTold).catch((error) =>
      parts.events.loopFailed({ loop: 'hints', code: 'internal', message: String(error) }),
    );
  }

  return {
    send: () => send(parts.log.origin, () => true),
    pass(origin) {
      const readers = interest.readers(origin, parts.wall.now());
      if (readers.length > 0) send(origin, (peer) => peer.origin !== origin && readers.includes(peer.node));
    },
  };
}
