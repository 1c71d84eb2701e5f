import { EwsError, hasCode } from '../domain/errors.ts';
import type { NodeId } from '../domain/node-id.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Loop, Loops } from '../loops.ts';
import { onBehalfOf } from '../request-id.ts';

import { lookWhileHeldUp } from './held-up.ts';
import { openSealed } from './missing.ts';
import type { PeerClient } from './peer-client.ts';
import type { Peer } from './port.ts';
import { LIMITS } from './protocol.ts';
import { type PullParts, pullPage } from './pull.ts';
import { HELD_UP_MS, IDLE_PAUSE_MS } from './pull-pace.ts';
import { isRelayStale, relaysFor } from './relays.ts';

/** Pulls the logs of peers that cannot be asked themselves through other peers, for as long as that is so. */
export interface RelayLoops {
  /** A pull from the peer itself failed. */
  directFailed(node: NodeId, error: unknown): void;
  /** A pull from the peer itself worked, or the exchange with it ends: nothing of its log comes through others. */
  end(node: NodeId): Promise<void>;
  /** No address of the peer is known. */
  begin(node: NodeId): void;
  /** `by` says that it has more of this peer's log. */
  hinted(node: NodeId, by: NodeId): void;
}

/** After a round in which no relay had anything good: nothing is given up, but nobody is asked without end. */
const ROUND_PAUSE_MS = { first: 500, most: 60_000 };

/** A relay may have been given meanwhile what it had only sealed. */
const SEALED_MS = 60_000;

/** Failures of the network in a row that say more than one does. A time that ran out has said enough. */
const ENOUGH_FAILURES = 2;

/** How the pulls of one log through others go. */
interface Course {
  /** Whom it comes through. */
  current: NodeId | undefined;
  /** Whom it was last said to come through. */
  told: NodeId | undefined;
  /** Whom to ask next: a hint came from there. */
  preferred: NodeId | undefined;
  turn: number;
  /** Relays in a row that failed, or whose checkpoint of the log was old. */
  vain: number;
  rounds: number;
  atOnce: boolean;
  limit: number;
  /** What a quota was last said to hold up. */
  waiting: number | undefined;
  /** When a relay was last asked for what another one had sealed. */
  askedSealedAt: EpochMs;
}

interface Running {
  readonly loop: Loop;
  readonly course: Course;
  wake: (renewing: boolean) => void;
}

export function createRelayLoops(parts: PullParts, client: PeerClient, loops: Loops): RelayLoops {
  const running = new Map<NodeId, Running>();
  const failures = new Map<NodeId, number>();

  function begin(node: NodeId): void {
    if (running.has(node)) return;
    const course: Course = {
      current: undefined,
      told: undefined,
      preferred: undefined,
      turn: 0,
      vain: 0,
      rounds: 0,
      atOnce: true,
      limit: LIMITS.entriesPerPage,
      waiting: undefined,
      askedSealedAt: 0,
    };
    let pause = new AbortController();
    let renewal = new AbortController();
    const loop = loops.every(`relay ${node}`, 0, async (stopped) => {
      pause = new AbortController();
      renewal = new AbortController();
      const woken = AbortSignal.any([stopped, pause.signal]);
      const renewed = AbortSignal.any([stopped, renewal.signal]);
      await onBehalfOf(parts.randomId(), () => pullOnce(node, course, { stopped, woken, renewed }));
    });
    const wake = (renewing: boolean) => {
      pause.abort();
      if (renewing) renewal.abort();
    };
    running.set(node, { loop, course, wake });
  }

  interface Signals {
    readonly stopped: AbortSignal;
    readonly woken: AbortSignal;
    readonly renewed: AbortSignal;
  }

  async function pullOnce(node: NodeId, course: Course, signals: Signals): Promise<void> {
    const started = parts.wall.now();
    const peer = await parts.peers.peer(node);
    const relays = peer === undefined ? [] : relaysFor(peer, await parts.peers.peers());
    const via = chosen(course, relays);
    if (peer?.state !== 'active' || via === undefined) {
      await parts.delay(ROUND_PAUSE_MS.most, signals.woken);
      return;
    }
    try {
      const isNew = course.current !== via.node;
      const waitSeconds = course.atOnce || isNew ? 0 : parts.limits.pollSeconds;
      const how = { waitSeconds, limit: course.limit, via, signal: signals.renewed };
      const pulled = await pullPage(parts, client, peer, how);
      if (signals.stopped.aborted) return;
      if (course.told !== via.node) parts.events.relayBegun({ peer: node, via: via.node });
      course.current = course.told = via.node;
      parts.watch.seen(node, pulled, via.node);
      if (pulled.unconfirmed > 0 && (isNew || started - course.askedSealedAt > SEALED_MS)) {
        course.askedSealedAt = started;
        await openSealed(parts, client, peer, { via, signal: signals.renewed });
      }
      course.limit = Math.min(LIMITS.entriesPerPage, course.limit * 2);
      if (isRelayStale(pulled.freshAt, parts.wall.now()) && pulled.entries === 0) {
        // Where none is any better, one of them is listened to until there is news.
        const isRoundOver = moveOn(course, relays.length);
        course.current = isRoundOver ? via.node : undefined;
        course.atOnce = !isRoundOver;
        return;
      }
      const wasAtOnce = waitSeconds === 0;
      Object.assign(course, { vain: 0, rounds: 0, atOnce: false });
      // A relay that answers at once with nothing must not set our pace.
      if (pulled.entries === 0 && !wasAtOnce && parts.wall.now() - started < IDLE_PAUSE_MS)
        await parts.delay(IDLE_PAUSE_MS, signals.woken);
    } catch (error) {
      // What is ended here, for its own sake or because another relay has more, is no failure.
      if (signals.renewed.aborted) return;
      if (hasCode(error, 'quota_reached')) {
        const waiting = await lookWhileHeldUp(parts, client, peer, via).catch((failed) => {
          report(node, via, failed);
          return course.waiting;
        });
        if (waiting !== undefined && waiting !== course.waiting)
          parts.events.pullHeldUp({ peer: node, waiting });
        course.waiting = waiting;
        await parts.delay(HELD_UP_MS, signals.stopped);
        return;
      }
      if (hasCode(error, 'peer_timeout', 'page_too_large')) course.limit = Math.max(1, course.limit >> 1);
      report(node, via, error);
      Object.assign(course, { current: undefined, atOnce: true });
      if (moveOn(course, relays.length)) await parts.delay(pauseMs(course.rounds), signals.woken);
    }
  }

  function report(node: NodeId, via: Peer, error: unknown): void {
    const { code, message } = error instanceof EwsError ? error : new EwsError('internal', String(error));
    parts.events.relayFailed({ peer: node, via: via.node, code, message });
  }

  return {
    begin,

    directFailed(node, error) {
      if (!isNoWay(error)) {
        failures.delete(node);
        return;
      }
      const count = (failures.get(node) ?? 0) + (hasCode(error, 'peer_timeout') ? ENOUGH_FAILURES : 1);
      failures.set(node, count);
      if (count >= ENOUGH_FAILURES) begin(node);
    },

    async end(node) {
      failures.delete(node);
      const one = running.get(node);
      if (one === undefined) return;
      running.delete(node);
      parts.watch.relayEnded(node);
      if (one.course.told !== undefined) parts.events.relayEnded({ peer: node, via: one.course.told });
      await one.loop.stop();
    },

    hinted(node, by) {
      const one = running.get(node);
      if (one === undefined) return;
      if (one.course.current !== by) one.course.preferred = by;
      // What waits at a relay that has not more would hold it up; the one that has more answers by itself.
      one.wake(one.course.current !== by);
    },
  };
}

function chosen(course: Course, relays: readonly Peer[]): Peer | undefined {
  const named = (node: NodeId | undefined) => relays.find((relay) => relay.node === node);
  const preferred = named(course.preferred);
  course.preferred = undefined;
  return preferred ?? named(course.current) ?? relays[course.turn % relays.length];
}

/** The next relay has its turn. Returns whether all of them have had theirs. */
function moveOn(course: Course, relays: number): boolean {
  course.turn += 1;
  course.vain += 1;
  if (course.vain < relays) return false;
  course.vain = 0;
  course.rounds += 1;
  return true;
}

/** The peer cannot be reached, or is in no state to answer: that it refuses is no reason to go around it. */
function isNoWay(error: unknown): boolean {
  if (hasCode(error, 'peer_unreachable', 'peer_timeout')) return true;
  return hasCode(error, 'peer_answer') && Number(error.detail.status) >= 500;
}

function pauseMs(rounds: number): number {
  return Math.min(ROUND_PAUSE_MS.most, ROUND_PAUSE_MS.first * 2 ** Math.min(rounds - 1, 16));
}
