import { EwsError, hasCode } from '../domain/errors.ts';
import type { FederationParts } from './context.ts';
import type { PeerClient } from './peer-client.ts';
import { type Hint, PATHS } from './protocol.ts';

/** Tells peers that the log has grown. */
export interface Hints {
  /** Returns at once; hints of a burst are merged, and its last one is always sent. */
  send(): void;
}

export function createHints(parts: FederationParts, client: PeerClient): Hints {
  let sending = false;
  let again = false;

  async function sendAll(): Promise<void> {
    const { size } = parts.log.head();
    const body = await parts.signer.signHint({
      v: 1,
      node: parts.node,
      log: parts.log.origin,
      size,
    } satisfies Hint);
    const peers = (await parts.peers.peers()).filter((peer) => peer.state === 'active');
    await Promise.all(
      peers.map(async (peer) => {
        try {
          const answer = await client.call(peer, {
            method: 'POST',
            path: PATHS.hints,
            body,
            idleMs: parts.limits.requestSeconds * 1000,
            totalMs: parts.limits.requestSeconds * 1000,
            maxBytes: 64 * 1024,
          });
          for await (const _ of answer.body);
          parts.events.hintSent({ peer: peer.node, size });
        } catch (error) {
          // The pull finds it anyway.
          parts.events.hintFailed({
            peer: peer.node,
            code: error instanceof EwsError ? error.code : 'internal',
          });
          if (
            !hasCode(
              error,
              'peer_unreachable',
              'peer_timeout',
              'peer_answer',
              'page_too_large',
              'invalid_input',
            )
          )
            throw error;
        }
      }),
    );
  }

  return {
    send() {
      again = true;
      if (sending) return;
      sending = true;
      void (async () => {
        try {
          while (again) {
            again = false;
            await sendAll();
          }
        } catch (error) {
          parts.events.loopFailed({ loop: 'hints', code: 'internal', message: String(error) });
        } finally {
          sending = false;
        }
      })();
    },
  };
}
