import type { NodeId } from '../domain/node-id.ts';
import type { Clock } from '../domain/time.ts';
import type { Events } from '../events.ts';
import type { OwnLog } from '../log/own-log.ts';
import type { LogStore } from '../log/port.ts';
import type { Signer } from '../log/signer.ts';
import type { Delay } from '../loops.ts';
import type { Outgoing } from '../net/outgoing.ts';
import type { createIdentities } from './identity.ts';
import type { PeerStore } from './port.ts';
import type { CheckSignatures } from './signature-checks.ts';
import type { LinkWatch } from './watch.ts';

/** What the federation works with; made in compose.ts. */
export interface FederationParts {
  readonly node: NodeId;
  readonly peers: PeerStore;
  readonly logs: LogStore;
  readonly log: OwnLog;
  readonly signer: Signer;
  readonly outgoing: Outgoing;
  readonly identities: ReturnType<typeof createIdentities>;
  /** This node's document, signed: what it shows at `/.well-known/ews-node`. */
  readonly document: string;
  readonly limits: FederationLimits;
  readonly wall: Clock;
  readonly delay: Delay;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** 128 random bits in base64url. */
  readonly randomId: () => string;
  readonly events: Events;
  readonly watch: LinkWatch;
  /** Absent: at once, in the thread that asks. */
  readonly checkSignatures?: CheckSignatures;
}

/** Bounds that an operator may lower; those of the protocol stand in protocol.ts. */
export interface FederationLimits {
  readonly entriesPerPage: number;
  readonly pageBytes: number;
  /** For a request to a peer, besides what it may wait there. */
  readonly requestSeconds: number;
  /** How long a pull waits at the peer for something new. */
  readonly pollSeconds: number;
}
