import { hasCode } from '../domain/errors.ts';
import { type DatedFault, type Fault, FaultClass, LinkDirection, sideSeenFromHere } from '../domain/link.ts';
import type { NodeId } from '../domain/node-id.ts';
import type { Clock, EpochMs } from '../domain/time.ts';
import type { LinkWatch, Pulled, PullWatch } from '../federation/watch.ts';
import { faultOf } from './fault.ts';
import { settle } from './health.ts';
import type { LinkChange } from './port.ts';
import type { DirectionReport } from './report.ts';
import { judgeInbound, judgeOutbound, type LinkFacts } from './verdict.ts';
import { type TheirReport, type Watched, watched } from './watched.ts';

export interface KeeperParts {
  readonly wall: Clock;
  /** Milliseconds that never jump: durations are measured by it. */
  readonly steady: Clock;
  /** The peer's clock minus ours, and the round trip, as last measured. */
  readonly clock: (node: NodeId) => { readonly offsetMs: number; readonly roundTripMs: number } | undefined;
  /** Called for each change, after it is in force. */
  readonly onChange: (change: LinkChange, fault: Fault | undefined) => void;
  /** The peer answers while pulls fail; `afterSilence`: what waits for it may hang on a dead connection. */
  readonly onReturn: (node: NodeId, afterSilence: boolean) => void;
}

/** Keeps the state of all links in memory. */
export interface Keeper extends LinkWatch {
  all(): readonly Watched[];
  get(node: NodeId): Watched | undefined;
  /** A request of the peer that was verified, used up its token, and was answered. */
  heard(node: NodeId): void;
  /** A report of the peer, verified. */
  reported(node: NodeId, their: TheirReport): void;
  /** An exchange of reports begins. */
  exchanging(node: NodeId): { succeeded(supported: boolean): void; failed(error: unknown): void };
  /** Lets time pass: judges every link. Call it twice a second. */
  tick(): void;
}

/** A tick that comes this late: the process stood still, and what was not heard meanwhile says nothing. */
const STANDSTILL_MS = 5_000;

/** Longer than between two heartbeats of a page that waits. */
const GAP_MS = 6_000;

export function createKeeper(parts: KeeperParts): Keeper {
  const { wall, steady } = parts;
  const links = new Map<NodeId, Watched>();
  let tickedAt = steady.now();

  /** Runs `change` on a link, if there is one, and judges it. */
  function update(node: NodeId, change: (link: Watched, now: number) => void): void {
    const link = links.get(node);
    if (link === undefined) return;
    const now = steady.now();
    change(link, now);
    judge(link, now);
  }

  function judge(link: Watched, now: number): void {
    const facts: LinkFacts = { ...link.facts, failsOften: link.interruptions.areMany(now) };
    for (const direction of LinkDirection.options) {
      const verdict = direction === 'inbound' ? judgeInbound(facts, now) : judgeOutbound(facts, now);
      const one = link.directions[direction];
      const before = one.standing;
      one.standing = settle(before, verdict, now, link.successesInRow);
      const { state, reason } = one.standing;
      if (state === before.state && reason === before.reason) continue;
      const at = wall.now();
      if (state !== before.state) one.since = at;
      link.dueAt = now;
      parts.onChange({ peer: link.node, direction, state, reason, at }, one.lastError);
    }
  }

  function noteSuccess(link: Watched, now: number): void {
    link.successesInRow += 1;
    link.lastSuccessAt = now;
    link.facts.suspendedThere = false;
    const clock = parts.clock(link.node);
    if (clock === undefined) return;
    link.facts.clockOffsetMs = clock.offsetMs;
    link.roundTripMs = clock.roundTripMs;
  }

  function noteFailure(link: Watched, error: unknown, now: number): void {
    const fault = faultOf(error);
    if (link.successesInRow > 0) link.interruptions.note(now);
    link.successesInRow = 0;
    if (fault.code === 'peer_suspended') link.facts.suspendedThere = true;
    link.directions.inbound.lastError = { ...fault, at: wall.now() };
  }

  function noteSizes(link: Watched, now: number): void {
    const isBehind = link.claimed !== undefined && link.held !== undefined && link.claimed > link.held;
    link.facts.behindSince = isBehind ? (link.facts.behindSince ?? now) : undefined;
  }

  function noteFresh(link: Watched, freshAt: EpochMs | undefined, now: number): void {
    if (freshAt === undefined) return;
    const age = wall.now() + (link.facts.clockOffsetMs ?? 0) - freshAt;
    link.facts.freshAt = now - Math.max(0, age);
  }

  return {
    all: () => [...links.values()],
    get: (node) => links.get(node),

    peerChanged(peer) {
      const now = steady.now();
      let link = links.get(peer.node);
      if (link === undefined) {
        link = watched(peer, now, wall.now());
        links.set(peer.node, link);
      }
      const suspended = peer.state !== 'active';
      link.facts.hasAddress = peer.url !== undefined;
      // A link that is taken up again has its time to begin.
      if (link.facts.suspendedHere && !suspended) link.facts.watchedSince = now;
      link.facts.suspendedHere = suspended;
      judge(link, now);
    },

    seen(node, { held, claimed, freshAt }, via) {
      update(node, (link, now) => {
        if (via !== undefined) {
          link.via = via;
          link.facts.relayedAt = now;
        }
        // A relay may know less of the log than what came another way.
        const before = link.facts.freshAt;
        noteFresh(link, freshAt, now);
        link.facts.freshAt = Math.max(link.facts.freshAt ?? 0, before ?? 0) || undefined;
        link.held = held;
        link.claimed = claimed;
        noteSizes(link, now);
      });
    },

    relayEnded(node) {
      update(node, (link) => {
        link.via = undefined;
        link.facts.relayedAt = undefined;
      });
    },

    answered(node) {
      const link = links.get(node);
      if (link === undefined) return;
      const now = steady.now();
      if (now - (link.facts.answeredAt ?? now) > GAP_MS) link.wasSilent = true;
      link.facts.answeredAt = now;
      link.directions.inbound.lastContact = wall.now();
    },

    pulling(node): PullWatch {
      return {
        succeeded: (pulled) => update(node, (link, now) => notePage(link, pulled, now)),
        failed: (error) =>
          update(node, (link, now) => {
            noteFailure(link, error, now);
            link.facts.pullFailures += 1;
            link.facts.pullsFailSince ??= now;
          }),
      };
    },

    heard(node) {
      update(node, (link, now) => {
        link.facts.heardAt = now;
        link.directions.outbound.lastContact = wall.now();
        // Who calls can probably be called.
        if (link.directions.inbound.standing.state !== 'up') link.dueAt = now;
      });
    },

    reported(node, their) {
      update(node, (link, now) => {
        link.their = their;
        link.facts.reports = true;
        const { inbound } = their.report;
        link.facts.theirs = { receivedAt: now, state: inbound.state, reason: inbound.reason };
        const { outbound } = link.directions;
        if (inbound.state === 'up' || inbound.state === 'degraded') outbound.lastSuccess = wall.now();
        if (inbound.error !== undefined) outbound.lastError = faultAtPeer(inbound.error, wall.now());
        link.claimed = Math.max(link.claimed ?? 0, their.report.size);
        noteSizes(link, now);
      });
    },

    exchanging(node) {
      const begunAt = steady.now();
      return {
        succeeded: (supported) => {
          update(node, (link, now) => {
            noteSuccess(link, now);
            link.facts.reports = supported;
            if (link.wasSilent || link.facts.pullFailures > 0) parts.onReturn(node, link.wasSilent);
            link.wasSilent = false;
          });
        },
        failed: (error) =>
          update(node, (link, now) => {
            // What began before the last success says less of how things are than that does.
            if (link.lastSuccessAt === undefined || begunAt >= link.lastSuccessAt)
              noteFailure(link, error, now);
          }),
      };
    },

    tick() {
      const now = steady.now();
      const stoodStill = now - tickedAt > STANDSTILL_MS;
      tickedAt = now;
      for (const link of links.values()) {
        if (stoodStill) link.facts.watchedSince = now;
        judge(link, now);
      }
    },
  };

  function notePage(link: Watched, pulled: Pulled, now: number): void {
    noteSuccess(link, now);
    link.wasSilent = false;
    link.facts.pulledAt = now;
    link.facts.pullFailures = 0;
    link.facts.pullsFailSince = undefined;
    link.directions.inbound.lastSuccess = wall.now();
    if (pulled.refused > 0) link.facts.entryRefusedAt = now;
    noteFresh(link, pulled.freshAt, now);
    link.held = pulled.held;
    link.claimed = pulled.claimed;
    noteSizes(link, now);
  }
}

/** What fails at the peer when it asks us, in our words. It sends no sentence with it. */
function faultAtPeer(
  { class: kind, code, side, msAgo }: NonNullable<DirectionReport['error']>,
  now: EpochMs,
): DatedFault {
  // A class of a later version is at least something between the two programs.
  const known = FaultClass.safeParse(kind).data ?? 'protocol';
  return { class: known, code, side: sideSeenFromHere(side), detail: 'as the peer reports', at: now - msAgo };
}

/** Whether a peer of an earlier version, which does not know link reports, answered so. */
export function isUnsupported(error: unknown): boolean {
  return hasCode(error, 'peer_answer') && error.detail.status === 404;
}

/** When a direction was last shown to be fresh, as an age in milliseconds. */
export function checkpointAgeMs({ facts }: Watched, now: number): number | undefined {
  return facts.freshAt === undefined ? undefined : Math.max(0, Math.round(now - facts.freshAt));
}
