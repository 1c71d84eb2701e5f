import { EwsError } from '../domain/errors.ts';
import type { LogOrigin, NodeId } from '../domain/node-id.ts';
import type { Actor } from '../domain/people.ts';
import type { Loops } from '../loops.ts';
import { type Bundles, createBundles } from './bundle/bundles.ts';
import type { FederationParts } from './context.ts';
import { type Enrolment, enrolPeer, requireSameNode } from './peers/enrol.ts';
import { createPeerClient, type PeerClient } from './peers/peer-client.ts';
import { type PeerStatus, peerStatuses } from './peers/peer-status.ts';
import { createRefetch, isUnknownKey, LOOK_MS } from './peers/refetch.ts';
import type { Peer } from './port.ts';
import { LIMITS, type RequestClaims } from './protocol.ts';
import { type ProbedPage, probePage, pullPage } from './pull/pull.ts';
import { createPullLoops } from './pull/pull-loop.ts';
import { createSignatureChecks } from './pull/signature-checks.ts';
import { createRecovery, type Recovery } from './recovery/recover.ts';
import { openSealed } from './relay/missing.ts';
import { createRelayLoops } from './relay/relay-loops.ts';
import { createHints } from './serve/hint.ts';
import { createInterest } from './serve/interest.ts';
import { createReceive, type Receive } from './serve/receive.ts';
import { createServe, type Serve } from './serve/serve.ts';
import { publishForks } from './witness/forks.ts';
import { createGossip } from './witness/gossip.ts';
import { receiveCosignature, showCosignatures } from './witness/receive-cosignature.ts';
import { createSightings } from './witness/sightings.ts';
import { addCheckpoint, type WitnessAnswer } from './witness/witness.ts';
import {
  type LogWitnesses,
  logWitnesses,
  provingNote,
  type WitnessStatus,
  witnessStatuses,
} from './witness/witness-status.ts';

/** What nodes do for one another so that no log can show two faces. */
export interface Witnessing {
  /** @throws EwsError what `witness.addCheckpoint` throws */
  addCheckpoint(body: string): Promise<WitnessAnswer>;
  /** Keeps a cosignature of the own log. @throws EwsError what `receiveCosignature` throws */
  cosignature(note: string, claims: RequestClaims): Promise<void>;
  /** Checkpoints that a peer holds, for those that are held here. @throws EwsError `invalid_input`, `token_replayed` */
  exchange(body: string, claims: RequestClaims): Promise<string>;
  /** How many witnesses entries have; for many of them at once. */
  statuses(): (origin: LogOrigin, seq: number) => Promise<WitnessStatus>;
  ofLog(origin: LogOrigin): Promise<LogWitnesses>;
  /** The signed note that proves most of an entry; undefined: no witness has cosigned one. */
  proving(origin: LogOrigin, seq: number): Promise<string | undefined>;
}

/** What operators do with peers. */
export interface Federation {
  /**
   * Enrols the node whose root key has `fingerprint`, which came by another way, by its address or through peers
   * that know it; there is no trust on first use. @throws EwsError `fingerprint_mismatch`, `key_weak`,
   * `node_document_invalid`, `key_statement_invalid`, `version_mismatch`, `already_exists`, `peer_unreachable`,
   * `peer_timeout`
   */
  enrol(enrolment: Enrolment, actor: Actor): Promise<Peer>;
  /**
   * Gives a peer another address, at which it has to answer with the keys it was enrolled by, or other routes.
   * @throws EwsError `not_found`, `invalid_input`, `fingerprint_mismatch`, `node_document_invalid`, …
   */
  setAddress(node: NodeId, at: Partial<Pick<Peer, 'url' | 'routes'>>, actor: Actor): Promise<void>;
  /**
   * Stops (or resumes) exchange with a peer; what is held stays. One that has left is enrolled anew to resume.
   * @throws EwsError `not_found`, `wrong_state`
   */
  setState(node: NodeId, state: Peer['state'], actor: Actor): Promise<void>;
  status(): Promise<PeerStatus[]>;
  /** Pulls from one peer at once. Returns how many entries were new. */
  pullNow(node: NodeId): Promise<number>;
  /** Pulls a page from a peer only to see whether it can be; nothing of it is kept. @throws EwsError */
  probePage(peer: Peer): Promise<ProbedPage>;
  /** Begins to pull from every active peer, and to tell them of what is appended. */
  start(): Promise<void>;
  /** Signed requests to peers. */
  readonly client: PeerClient;
  /** The way to a peer works again: begins anew what may hang on a connection of before. */
  renewPulls(node: NodeId): void;
  /** A peer was heard of: a pause after a failure of the network ends. */
  wakePulls(node: NodeId): void;
  /** What is carried by mail or stick where the network is down. */
  readonly bundles: Bundles;
  /** The own log on its way back from peers. */
  readonly recovery: Recovery;
  /** What peers ask of this node, and what they tell it. */
  readonly serve: Serve;
  readonly receive: Receive;
  readonly witnessing: Witnessing;
}

/** What was found and could not be published is tried again this often. */
const PUBLISH_MS = 60_000;

export function createFederation(given: FederationParts, loops: Loops): Federation {
  const signatures = createSignatureChecks(given, loops);
  const made = { ...given, peers: signatures.peers };
  const client = createPeerClient(made, (node) => made.watch.answered(node));
  const parts = { ...made, sightings: createSightings(made, client) };
  const gossip = createGossip(parts, client);
  const refetch = createRefetch(parts, client);
  const relays = createRelayLoops(parts, client, loops);
  const pulls = createPullLoops(parts, client, loops, relays, refetch);
  const interest = createInterest();
  const hints = createHints(parts, client, interest);
  const recovery = createRecovery(parts, client);

  /** Without an address there is no direct way, and nothing to wait for before others are asked. */
  function startPulls({ node, url }: Peer): void {
    if (url === undefined) relays.begin(node);
    else pulls.start(node);
  }

  async function stopPulls(node: NodeId): Promise<void> {
    await pulls.stop(node);
    await relays.end(node);
  }

  function wake(node: NodeId, by?: NodeId): void {
    if (by !== undefined) relays.hinted(node, by);
    pulls.wake(node);
  }

  const serve = createServe(parts);
  const onLaterLog = ({ node }: Pick<Peer, 'node'>) => void refetch.again(node);
  const receive = createReceive({ onLaterLog, ...parts }, wake, interest, refetch);

  async function requirePeer(node: NodeId): Promise<Peer> {
    const peer = await parts.peers.peer(node);
    if (peer === undefined) throw new EwsError('not_found', `${node} is not enrolled here.`);
    return peer;
  }

  return {
    client,
    recovery,
    probePage: (peer) => probePage(parts, client, peer),
    renewPulls: (node) => pulls.renew(node),
    wakePulls: (node) => pulls.wake(node),
    serve,
    bundles: createBundles(parts, { client, serve, receive }, (peer) => {
      parts.watch.peerChanged(peer);
      startPulls(peer);
      recovery.wake();
    }),
    receive,
    witnessing: {
      addCheckpoint: (body) => addCheckpoint(parts, body),
      cosignature: (note, claims) => receiveCosignature(parts, note, claims),
      exchange: (body, claims) => gossip.receive(body, claims),
      statuses: () => witnessStatuses(parts),
      ofLog: (origin) => logWitnesses(parts, origin),
      proving: (origin, seq) => provingNote(parts, origin, seq),
    },

    async enrol(enrolment, actor) {
      const peer = await enrolPeer(parts, client, enrolment, actor);
      parts.watch.peerChanged(peer);
      startPulls(peer);
      recovery.wake();
      return peer;
    },

    async setAddress(node, { url, routes }, actor) {
      const peer = await requirePeer(node);
      const where = { url: url?.replace(/\/+$/, '') ?? peer.url, routes: routes ?? peer.routes };
      if (where.url !== undefined && where.url !== peer.url) await requireSameNode(parts, peer, where.url);
      const detail = { ...where, url: where.url ?? null };
      const audit = { at: parts.wall.now(), actor, action: 'peer.moved', subject: node, detail };
      await parts.peers.setPeerAddress(node, where, audit);
      parts.watch.peerChanged({ ...peer, ...where });
      if (peer.state !== 'active') return;
      await stopPulls(node);
      startPulls({ ...peer, ...where });
    },

    async setState(node, state, actor) {
      const peer = await requirePeer(node);
      if (peer.state === 'left' && state !== 'left')
        throw new EwsError('wrong_state', `${node} has left: enrol it again by its fingerprint.`);
      const at = parts.wall.now();
      await parts.peers.setPeerState(node, state, { at, actor, action: `peer.${state}`, subject: node });
      parts.events.peerStateChanged({ peer: node, state });
      parts.watch.peerChanged({ ...peer, state });
      if (state === 'active') startPulls(peer);
      else await stopPulls(node);
    },

    status: () => peerStatuses(parts, refetch),

    async pullNow(node) {
      const peer = await requirePeer(node);
      if (peer.state !== 'active') throw new EwsError('peer_suspended', `${node} is ${peer.state} here.`);
      const watch = parts.watch.pulling(node);
      try {
        const pulled = await pullPage(parts, client, peer, { waitSeconds: 0, limit: LIMITS.entriesPerPage });
        if (pulled.hasUnknownKey) await refetch.again(node);
        if (pulled.unconfirmed > 0) await openSealed(parts, client, peer);
        watch.succeeded(pulled);
        return pulled.entries;
      } catch (error) {
        // By the next pull, its new keys are known.
        if (isUnknownKey(error)) await refetch.again(node);
        watch.failed(error);
        throw error;
      }
    },

    async start() {
      parts.log.onPublished(() => hints.send());
      signatures.start();
      recovery.start(loops);
      // Whoever hears which log it is about looks whether it is a later one.
      hints.send();
      parts.shown.onGrown((origin) => hints.pass(origin));
      await showCosignatures(parts);
      const gossipMs = parts.witnesses.gossipSeconds * 1000;
      loops.every('gossip', gossipMs, () => gossip.run(), { jitter: 0.1, firstAfterMs: gossipMs });
      loops.every('publish-forks', PUBLISH_MS, () => publishForks(parts), { jitter: 0.1 });
      loops.every('documents', LOOK_MS, () => refetch.due(), { jitter: 0.1, firstAfterMs: LOOK_MS });
      for (const peer of await parts.peers.peers()) if (peer.state === 'active') startPulls(peer);
    },
  };
}
