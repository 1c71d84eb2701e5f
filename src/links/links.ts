import { EwsError } from '../domain/errors.ts';
import { LinkDirection } from '../domain/link.ts';
import type { NodeId } from '../domain/node-id.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Events } from '../events/events.ts';
import type { Federation } from '../federation/federation.ts';
import type { createIdentities, Identity } from '../federation/peers/identity.ts';
import type { Peer, PeerStore } from '../federation/port.ts';
import type { RequestClaims } from '../federation/protocol.ts';
import type { Loops } from '../loops.ts';
import type { Outgoing } from '../net/outgoing.ts';
import { createDoctor, type DoctorParts, type Examination } from './doctor.ts';
import { RETENTION, SAMPLE_SECONDS } from './history.ts';
import { checkpointAgeMs, type Keeper } from './keeper.ts';
import type { LinkSample, LinkSpell, LinkStore } from './port.ts';
import { openKept } from './report.ts';
import { createReporter, type ReporterParts } from './reporter.ts';
import type { Watched } from './watched.ts';

/** A link as operators see it. */
export interface LinkStatus {
  readonly peer: Peer;
  readonly link: Watched;
  /** Entries of our log that the peer does not hold yet, by its last signed cursor. */
  readonly outboundBehind: number;
  readonly checkpointAgeMs: number | undefined;
  /** When the next report goes out. */
  readonly nextAttempt: EpochMs;
  readonly identity: Identity | undefined;
}

export interface LinkHistory {
  readonly spells: readonly LinkSpell[];
  readonly samples: readonly LinkSample[];
}

/** Link health: watches the network between this node and its peers. */
export interface Links {
  status(): Promise<LinkStatus[]>;
  /** @throws EwsError `not_found` */
  history(node: NodeId, from: EpochMs, to: EpochMs): Promise<LinkHistory>;
  /** Walks the way to a peer step by step. @throws EwsError `not_found` */
  examine(node: NodeId): Promise<Examination>;
  /** A peer's report, and ours in answer; see `reporter.ts`. */
  receiveReport(jws: string, claims: RequestClaims): Promise<string>;
  /** A request of a peer was verified and answered. */
  heard(node: NodeId): void;
  /** Begins to exchange reports and to keep history. */
  start(loops: Loops): Promise<void>;
}

export interface LinkParts
  extends Omit<ReporterParts, 'federation' | 'peers'>,
    Omit<DoctorParts, 'reporter' | 'federation' | 'outgoing'> {
  readonly keeper: Keeper;
  readonly store: LinkStore;
  readonly peers: PeerStore;
  readonly outgoing: Outgoing;
  readonly identities: ReturnType<typeof createIdentities>;
  readonly federation: Pick<Federation, 'client' | 'receive' | 'probePage'>;
  readonly events: Events;
  /** Between 0 and 1, so that many nodes do not act in step. */
  readonly random: () => number;
}

const TICK_MS = 500;
const REPORT_MS = 4_000;
/** Between two reports to a peer that did not answer the last one. */
const PROBE_MS = 2_000;
/** Between any two reports to a peer, however fast states change. */
const LEAST_MS = 500;
/** Reports to one peer that may wait for their answers at one time. */
const MOST_UNDER_WAY = 4;
const THIN_MS = 60_000;
const MOST_SPELLS = 2_000;
const MOST_SAMPLES = 5_000;

export function createLinks(parts: LinkParts): Links {
  const { keeper, store, wall, steady } = parts;
  const reporter = createReporter(parts);
  const doctor = createDoctor({ ...parts, reporter });
  const sentAt = new Map<NodeId, number>();

  async function requirePeer(node: NodeId): Promise<Peer> {
    const peer = await parts.peers.peer(node);
    if (peer === undefined) throw new EwsError('not_found', `${node} is not enrolled here.`);
    return peer;
  }

  /** Sends what is due. Answers are not waited for here: one peer's silence must not hold up the others. */
  function sendDue(signal: AbortSignal): void {
    const now = steady.now();
    for (const link of keeper.all()) {
      if (
        link.facts.suspendedHere ||
        !link.facts.hasAddress ||
        link.dueAt > now ||
        link.reportsUnderWay >= MOST_UNDER_WAY
      )
        continue;
      if (now - (sentAt.get(link.node) ?? Number.NEGATIVE_INFINITY) < LEAST_MS) continue;
      sentAt.set(link.node, now);
      link.dueAt =
        now + (link.reportsUnderWay > 0 || link.successesInRow === 0 ? PROBE_MS : jittered(REPORT_MS));
      link.reportsUnderWay += 1;
      void reporter.exchange(link.node, signal).finally(() => {
        link.reportsUnderWay -= 1;
      });
    }
  }

  function jittered(ms: number): number {
    return ms * (0.9 + 0.2 * parts.random());
  }

  async function measure(): Promise<void> {
    const at = wall.now();
    const samples = keeper
      .all()
      .filter(({ facts }) => !facts.suspendedHere)
      .map((link) => sampleOf(link, at, steady.now()));
    for (const { peer, seconds: _, at: __, ...measures } of samples) {
      parts.events.linkMeasured({ peer, ...measures });
    }
    if (samples.length > 0) await store.recordSamples(samples);
  }

  /** What a link did while this node did not run, nobody knows; the last state must not seem to go on. */
  async function beginAnew(peer: NodeId): Promise<void> {
    const last = await store.lastWatched(peer);
    const at = Math.min(wall.now(), last === undefined ? wall.now() : last + 1);
    for (const direction of LinkDirection.options) {
      await store.recordChange({ peer, direction, state: 'unknown', reason: 'not_watched', at });
    }
  }

  async function statusOf(peer: Peer, link: Watched, received: number): Promise<LinkStatus> {
    return {
      peer,
      link,
      outboundBehind: Math.max(0, parts.size() - received),
      checkpointAgeMs: checkpointAgeMs(link, steady.now()),
      nextAttempt: wall.now() + Math.max(0, Math.round(link.dueAt - steady.now())),
      identity: await parts.identities.of(peer).catch(() => undefined),
    };
  }

  return {
    async status() {
      const [peers, receipts] = await Promise.all([parts.peers.peers(), parts.peers.receipts(parts.origin)]);
      const known = peers.flatMap((peer) => {
        const link = keeper.get(peer.node);
        return link === undefined ? [] : [{ peer, link }];
      });
      return Promise.all(
        known.map(({ peer, link }) =>
          statusOf(peer, link, receipts.find((receipt) => receipt.peer === peer.node)?.size ?? 0),
        ),
      );
    },

    async history(node, from, to) {
      await requirePeer(node);
      const [spells, samples] = await Promise.all([
        store.spells(node, from, to, MOST_SPELLS),
        store.samples(node, from, to, MOST_SAMPLES),
      ]);
      return { spells, samples };
    },

    examine: async (node) => doctor.examine(await requirePeer(node)),
    receiveReport: (jws, claims) => reporter.receive(jws, claims),
    heard: (node) => keeper.heard(node),

    async start(loops) {
      for (const peer of await parts.peers.peers()) {
        await beginAnew(peer.node);
        keeper.peerChanged(peer);
        const kept = await store.report(peer.node);
        const link = keeper.get(peer.node);
        // What it said before the restart is shown with its date, and judged by nobody.
        if (kept !== undefined && link !== undefined) link.their = openKept(kept);
      }
      loops.every('links', TICK_MS, async (signal) => {
        keeper.tick();
        sendDue(signal);
      });
      loops.every('link-samples', SAMPLE_SECONDS * 1000, measure, { firstAfterMs: SAMPLE_SECONDS * 1000 });
      loops.every('link-history', THIN_MS, () => store.thin(wall.now(), RETENTION));
    },
  };
}

function sampleOf(link: Watched, at: EpochMs, now: number): LinkSample {
  const age = checkpointAgeMs(link, now);
  // What was measured before a silence says nothing of it.
  const isMeasured = link.lastSuccessAt !== undefined && now - link.lastSuccessAt < SAMPLE_SECONDS * 1000;
  const known = link.claimed !== undefined && link.held !== undefined;
  return {
    peer: link.node,
    at,
    seconds: SAMPLE_SECONDS,
    roundTripMs: isMeasured ? link.roundTripMs : undefined,
    clockOffsetMs: isMeasured ? link.facts.clockOffsetMs : undefined,
    checkpointAgeSeconds: age === undefined ? undefined : Math.round(age / 1000),
    entriesBehind: known ? Math.max(0, (link.claimed ?? 0) - (link.held ?? 0)) : undefined,
  };
}
