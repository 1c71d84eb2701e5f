import { asEwsError, hasCode } from '../../domain/errors.ts';
import type { NodeId } from '../../domain/node-id.ts';
import type { Loop, Loops } from '../../loops.ts';
import { onBehalfOf } from '../../request-id.ts';
import type { PeerClient } from '../peers/peer-client.ts';
import type { Peer } from '../port.ts';
import { LIMITS } from '../protocol.ts';
import { lookWhileHeldUp } from '../pull/held-up.ts';
import { type PullParts, pullPage } from '../pull/pull.ts';
import { HELD_UP_MS, IDLE_PAUSE_MS } from '../pull/pull-pace.ts';
import { openSealed } from './missing.ts';
import { type Course, chosen, moveOn, newCourse, pauseMs } from './relay-course.ts';
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

/** A relay may have been given meanwhile what it had only sealed. */
const SEALED_MS = 60_000;

/** Where there is nobody to ask: how often it is looked whether there is. */
const NO_RELAY_MS = 3_000;

/** Failures of the network in a row that say more than one does. A time that ran out has said enough. */
const ENOUGH_FAILURES = 2;

interface Running {
  readonly loop: Loop;
  readonly course: Course;
  wake: (renewing: boolean) => void;
}

/** What may end a pull, or the pause after it. */
interface Signals {
  readonly stopped: AbortSignal;
  readonly woken: AbortSignal;
  readonly renewed: AbortSignal;
}

export function createRelayLoops(parts: PullParts, client: PeerClient, loops: Loops): RelayLoops {
  const running = new Map<NodeId, Running>();
  const failures = new Map<NodeId, number>();

  function begin(node: NodeId): void {
    if (running.has(node)) return;
    const course = newCourse();
    let pause = new AbortController();
    let renewal = new AbortController();
    const loop = loops.every(`relay ${node}`, 0, async (stopped) => {
      pause = new AbortController();
      renewal = new AbortController();
      const woken = AbortSignal.any([stopped, pause.signal]);
      const renewed = AbortSignal.any([stopped, renewal.signal]);
      try {
        await onBehalfOf(parts.randomId(), () => pullOnce(node, course, { stopped, woken, renewed }));
      } catch (error) {
        // The store does not answer: that is for the loop to report, and not without end.
        await parts.delay(IDLE_PAUSE_MS, stopped);
        throw error;
      }
    });
    const wake = (renewing: boolean) => {
      pause.abort();
      if (renewing) renewal.abort();
    };
    running.set(node, { loop, course, wake });
  }

  async function pullOnce(node: NodeId, course: Course, signals: Signals): Promise<void> {
    const started = parts.wall.now();
    const peer = await parts.peers.peer(node);
    const relays = peer === undefined ? [] : relaysFor(peer, await parts.peers.peers());
    const via = chosen(course, relays);
    if (peer?.state !== 'active' || via === undefined) {
      await parts.delay(NO_RELAY_MS, signals.woken);
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
    const { code, message } = asEwsError(error);
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

/** The peer cannot be reached, or is in no state to answer: that it refuses is no reason to go around it. */
function isNoWay(error: unknown): boolean {
  if (hasCode(error, 'peer_unreachable', 'peer_timeout')) return true;
  return hasCode(error, 'peer_answer') && Number(error.detail.status) >= 500;
}
