import { asEwsError, type ErrorCode, hasCode } from '../../domain/errors.ts';
import type { NodeId } from '../../domain/node-id.ts';
import type { Loop, Loops } from '../../loops.ts';
import { onBehalfOf } from '../../request-id.ts';
import { isBehind, type PeerClient } from '../peers/peer-client.ts';
import { isUnknownKey, type Refetch } from '../peers/refetch.ts';
import { LIMITS } from '../protocol.ts';
import { openSealed } from '../relay/missing.ts';
import type { RelayLoops } from '../relay/relay-loops.ts';
import { type Ahead, createAhead } from './ahead.ts';
import { lookWhileHeldUp } from './held-up.ts';
import { type PullParts, pullPage } from './pull.ts';
import { HELD_UP_MS, IDLE_PAUSE_MS } from './pull-pace.ts';

/** Pulls from every active peer for as long as the node runs. Nothing is ever given up. */
export interface PullLoops {
  start(node: NodeId): void;
  stop(node: NodeId): Promise<void>;
  /** The peer was heard of: whatever pause there is ends. */
  wake(node: NodeId): void;
  /** The way to the peer works again: begins anew what may hang on a connection of before. */
  renew(node: NodeId): void;
}

/** A network that does not answer is asked again soon; an answer that was refused, not so soon. */
const NETWORK_PAUSE_MS = { first: 250, most: 3_000 };
const REFUSED_PAUSE_MS = { first: 1_000, most: 60_000 };

/** How the pulls from one peer go. */
interface Pace {
  failures: number;
  /** The next pull does not wait at the peer: the first one, and one after a failure, are to show at once that it works. */
  atOnce: boolean;
  /** Entries asked for in a page. */
  limit: number;
  /** What a quota was last said to hold up. */
  waiting: number | undefined;
  /** The next pages of a long log, taken while one is stored. */
  readonly ahead: Ahead;
}

/** What may end a pull, or the pause after it. */
interface Signals {
  readonly stopped: AbortSignal;
  readonly woken: AbortSignal;
  readonly renewed: AbortSignal;
}

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
  'key_revoked',
];

export function createPullLoops(
  parts: PullParts,
  client: PeerClient,
  loops: Loops,
  relays: Pick<RelayLoops, 'directFailed' | 'end'>,
  refetch?: Pick<Refetch, 'again'>,
): PullLoops {
  const running = new Map<NodeId, { loop: Loop; wake: () => void; renew: () => void }>();

  function start(node: NodeId): void {
    if (running.has(node)) return;
    const pace: Pace = {
      failures: 0,
      limit: LIMITS.entriesPerPage,
      atOnce: true,
      waiting: undefined,
      ahead: createAhead(),
    };
    let pause = new AbortController();
    let renewal = new AbortController();
    const loop = loops.every(`pull ${node}`, 0, async (signal) => {
      pause = new AbortController();
      // One that is not used up goes on: what is taken ahead outlasts the pull that began it.
      if (renewal.signal.aborted) renewal = new AbortController();
      const signals = {
        stopped: signal,
        woken: AbortSignal.any([signal, pause.signal]),
        renewed: AbortSignal.any([signal, renewal.signal]),
      };
      await onBehalfOf(parts.randomId(), () => pullOnce(node, pace, signals));
    });
    const wake = () => pause.abort();
    const renew = () => {
      pace.atOnce = true;
      renewal.abort();
      wake();
    };
    running.set(node, { loop, wake, renew });
  }

  async function pullOnce(node: NodeId, pace: Pace, { stopped, woken, renewed }: Signals): Promise<void> {
    const started = parts.wall.now();
    const watch = parts.watch.pulling(node);
    try {
      const peer = await parts.peers.peer(node);
      if (peer?.state !== 'active') return pace.ahead.forget();
      const waitSeconds = pace.atOnce ? 0 : parts.limits.pollSeconds;
      const pulled = await pullPage(
        parts,
        client,
        peer,
        { waitSeconds, limit: pace.limit, signal: renewed },
        pace.ahead,
      );
      await relays.end(node);
      // Its own word on what a relay sealed: the pull has succeeded once that is here too, and is told of once.
      if (pulled.unconfirmed > 0) await openSealed(parts, client, peer, { signal: renewed });
      watch.succeeded(pulled);
      if (pulled.hasUnknownKey) await refetch?.again(node);
      const wasAtOnce = pace.atOnce;
      pace.atOnce = false;
      pace.failures = 0;
      pace.waiting = undefined;
      pace.limit = Math.min(LIMITS.entriesPerPage, pace.limit * 2);
      // A peer that answers at once with nothing must not set our pace.
      if (pulled.entries === 0 && !wasAtOnce && parts.wall.now() - started < IDLE_PAUSE_MS)
        await parts.delay(IDLE_PAUSE_MS, woken);
    } catch (error) {
      pace.ahead.forget();
      // What is ended here, for its own sake or to begin anew, is no failure.
      if (renewed.aborted) return;
      if (hasCode(error, 'quota_reached')) return await heldUp(node, pace, stopped);
      // The peer may sign by a new key: with its new document, the same page is asked for again at once.
      if (isUnknownKey(error) && (await refetch?.again(node))) return;
      watch.failed(error);
      relays.directFailed(node, error);
      if (isBehind(error)) await openFromBehind(node, renewed);
      pace.atOnce = true;
      pace.failures += 1;
      // A slow link gets through with smaller pages what it cannot in one.
      if (hasCode(error, 'peer_timeout', 'page_too_large')) pace.limit = Math.max(1, pace.limit >> 1);
      await report(node, error);
      // Contact ends a pause of the network only: a peer whose pages are refused must not set our pace either.
      await parts.delay(pauseMs(error, pace.failures), isNetworkFailure(error) ? woken : stopped);
    }
  }

  async function heldUp(node: NodeId, pace: Pace, stopped: AbortSignal): Promise<void> {
    const peer = await parts.peers.peer(node);
    if (peer === undefined) return;
    try {
      const waiting = await lookWhileHeldUp(parts, client, peer);
      if (waiting !== pace.waiting) parts.events.pullHeldUp({ peer: node, waiting });
      pace.waiting = waiting;
    } catch (error) {
      parts.watch.pulling(node).failed(error);
      relays.directFailed(node, error);
      await report(node, error);
    }
    await parts.delay(HELD_UP_MS, stopped);
  }

  /**
   * A node that went back to a backup has less of its log than is held here, until its operator opens a new epoch. What
   * it does have may be what relays sealed.
   */
  async function openFromBehind(node: NodeId, signal: AbortSignal): Promise<void> {
    const peer = await parts.peers.peer(node);
    if (peer?.state !== 'active') return;
    await openSealed(parts, client, peer, { isBehind: true, signal }).catch((error) =>
      signal.aborted ? undefined : report(node, error),
    );
  }

  async function report(node: NodeId, error: unknown): Promise<void> {
    const { code, message } = asEwsError(error);
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
    renew: (node) => running.get(node)?.renew(),
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
