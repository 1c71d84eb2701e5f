import { EwsError } from '../domain/errors.ts';
import type { NodeId } from '../domain/node-id.ts';
import type { Actor } from '../domain/people.ts';
import type { Loops } from '../loops.ts';
import type { FederationParts } from './context.ts';
import { enrolPeer } from './enrol.ts';
import { createHints } from './hint.ts';
import { createPeerClient, type PeerClient } from './peer-client.ts';
import type { EntryCounts, Peer, PeerContact } from './port.ts';
import { LIMITS } from './protocol.ts';
import { type ProbedPage, probePage, pullPage } from './pull.ts';
import { createPullLoops } from './pull-loop.ts';
import { createReceive, type Receive } from './receive.ts';
import { createServe, type Serve } from './serve.ts';
import { createSignatureChecks } from './signature-checks.ts';

/** A peer as operators see it. */
export interface PeerStatus {
  readonly peer: Peer;
  readonly contact: PeerContact | undefined;
  /** Entries of its log held here, and what became of them. */
  readonly held: number;
  readonly counts: EntryCounts;
  /** How many of them hash into a root that their origin signed, but have their own signatures yet to be checked. */
  readonly unchecked: number;
  /** Size of our log that its last signed cursor covers; absent: it never sent one. */
  readonly receivedByPeer: number | undefined;
  /** Its clock is off by more than the tolerance, and requests to it are signed with the measured offset. */
  readonly clockDegraded: boolean;
}

/** What operators do with peers. */
export interface Federation {
  /**
   * Enrols the node at `url` whose root key has `fingerprint`, which came by another way; there is no trust
   * on first use. @throws EwsError `fingerprint_mismatch`, `key_weak`, `node_document_invalid`,
   * `key_statement_invalid`, `already_exists`, `peer_unreachable`, `peer_timeout`
   */
  enrol(enrolment: { readonly url: string; readonly fingerprint: string }, actor: Actor): Promise<Peer>;
  /** Stops (or resumes) exchange with a peer; what is held stays. @throws EwsError `not_found` */
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
  /** What peers ask of this node, and what they tell it. */
  readonly serve: Serve;
  readonly receive: Receive;
}

export function createFederation(given: FederationParts, loops: Loops): Federation {
  const signatures = createSignatureChecks(given, loops);
  const parts = { ...given, peers: signatures.peers };
  const client = createPeerClient(parts, (node) => parts.watch.answered(node));
  const pulls = createPullLoops(parts, client, loops);
  const hints = createHints(parts, client);

  async function requirePeer(node: NodeId): Promise<Peer> {
    const peer = await parts.peers.peer(node);
    if (peer === undefined) throw new EwsError('not_found', `${node} is not enrolled here.`);
    return peer;
  }

  async function statusOf(
    peer: Peer,
    contacts: readonly PeerContact[],
    received: number | undefined,
  ): Promise<PeerStatus> {
    const held = await parts.logs.log(peer.origin);
    const contact = contacts.find(({ node }) => node === peer.node);
    return {
      peer,
      contact,
      held: held?.range.size ?? 0,
      counts: await parts.peers.entryCounts(peer.origin),
      unchecked: await parts.peers.uncheckedCount(peer.origin),
      receivedByPeer: received,
      clockDegraded: Math.abs(contact?.clockOffsetMs ?? 0) > LIMITS.clockToleranceSeconds * 1000,
    };
  }

  return {
    client,
    probePage: (peer) => probePage(parts, client, peer),
    renewPulls: (node) => pulls.renew(node),
    wakePulls: (node) => pulls.wake(node),
    serve: createServe(parts),
    receive: createReceive(parts, pulls.wake),

    async enrol(enrolment, actor) {
      const peer = await enrolPeer(parts, enrolment, actor);
      parts.watch.peerChanged(peer);
      pulls.start(peer.node);
      return peer;
    },

    async setState(node, state, actor) {
      const peer = await requirePeer(node);
      const at = parts.wall.now();
      await parts.peers.setPeerState(node, state, { at, actor, action: `peer.${state}`, subject: node });
      parts.events.peerStateChanged({ peer: node, state });
      parts.watch.peerChanged({ ...peer, state });
      if (state === 'active') pulls.start(node);
      else await pulls.stop(node);
    },

    async status() {
      const [peers, contacts, receipts] = await Promise.all([
        parts.peers.peers(),
        parts.peers.contacts(),
        parts.peers.receipts(parts.log.origin),
      ]);
      const received = (node: NodeId) => receipts.find((receipt) => receipt.peer === node)?.size;
      return Promise.all(peers.map((peer) => statusOf(peer, contacts, received(peer.node))));
    },

    async pullNow(node) {
      const peer = await requirePeer(node);
      if (peer.state === 'suspended') throw new EwsError('peer_suspended', `${node} is suspended here.`);
      const watch = parts.watch.pulling(node);
      try {
        const pulled = await pullPage(parts, client, peer, { waitSeconds: 0, limit: LIMITS.entriesPerPage });
        watch.succeeded(pulled);
        return pulled.entries;
      } catch (error) {
        watch.failed(error);
        throw error;
      }
    },

    async start() {
      parts.log.onPublished(() => hints.send());
      signatures.start();
      for (const peer of await parts.peers.peers()) {
        if (peer.state === 'active') pulls.start(peer.node);
      }
    },
  };
}
