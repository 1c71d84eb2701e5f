import { type ErrorCode, EwsError, hasCode } from '../domain/errors.ts';
import type { NodeId } from '../domain/node-id.ts';
import { delay, type Loop, type Loops } from '../loops.ts';
import type { FederationParts } from './context.ts';
import type { PeerClient } from './peer-client.ts';
import { pullPage } from './pull.ts';

/** Pulls from every active peer for as long as the node runs. Nothing is ever given up. */
export interface PullLoops {
  start(node: NodeId): void;
  stop(node: NodeId): Promise<void>;
  /** The peer was heard of: whatever pause there is ends. */
  wake(node: NodeId): void;
}

/** A network that does not answer is asked again soon; an answer that was refused, not so soon. */
const NETWORK_PAUSE_MS = { first: 250, most: 3_000 };
const REFUSED_PAUSE_MS = { first: 1_000, most: 60_000 };

/** Refusals that are about what came, not about the way. */
const PAGE_CODES: readonly ErrorCode[] = [
  'page_malformed',
  'page_truncated',
  'page_too_large',
  'entry_too_large',
  'sequence_mismatch',
  'root_mismatch',
  'checkpoint_stale',
  'checkpoint_fork',
  'checkpoint_malformed',
  'note_malformed',
  'note_signature',
  'key_unknown',
];

export function createPullLoops(parts: FederationParts, client: PeerClient, loops: Loops): PullLoops {
  const running = new Map<NodeId, { loop: Loop; wake: () => void }>();

  function start(node: NodeId): void {
    if (running.has(node)) return;
    let failures = 0;
    let pause = new AbortController();
    const loop = loops.every(`pull ${node}`, 0, async (signal) => {
      pause = new AbortController();
      try {
        await pullOnce(node, signal);
        failures = 0;
      } catch (error) {
        if (signal.aborted) return;
        failures += 1;
        await report(node, error);
        // Contact ends a pause of the network only: a peer whose pages are refused must not set our pace.
        const wakeable = isNetworkFailure(error) ? AbortSignal.any([signal, pause.signal]) : signal;
        await delay(pauseMs(error, failures), wakeable);
      }
    });
    running.set(node, {
      loop,
      wake: () => pause.abort(),
    });
  }

  async function pullOnce(node: NodeId, signal: AbortSignal): Promise<void> {
    const peer = await parts.peers.peer(node);
    if (peer?.state === 'active') await pullPage(parts, client, peer, parts.limits.pollSeconds, signal);
  }

  async function report(node: NodeId, error: unknown): Promise<void> {
    const { code, message } = error instanceof EwsError ? error : new EwsError('internal', String(error));
    const fields = { peer: node, code, message };
    if (isPageRefusal(error)) parts.events.pageRefused(fields);
    else parts.events.pullFailed(fields);
    await parts.peers.recordContact(node, {
      lastErrorAt: parts.wall.now(),
      lastErrorCode: code,
      lastError: message,
    });
  }

  return {
    start,
    async stop(node) {
      const one = running.get(node);
      running.delete(node);
      await one?.loop.stop();
    },
    wake: (node) => running.get(node)?.wake(),
  };
}

function isNetworkFailure(error: unknown): boolean {
  return hasCode(error, 'peer_unreachable', 'peer_timeout', 'peer_answer');
}

function isPageRefusal(error: unknown): boolean {
  return hasCode(error, ...PAGE_CODES);
}

function pauseMs(error: unknown, failures: number): number {
  const { first, most } = hasCode(error, 'peer_unreachable', 'peer_timeout')
    ? NETWORK_PAUSE_MS
    : REFUSED_PAUSE_MS;
  return Math.min(most, first * 2 ** Math.min(failures - 1, 16));
}
