import type { LogOrigin, NodeId } from '../domain/node-id.ts';
import type { Clock } from '../domain/time.ts';
import type { Events } from '../events/events.ts';
import type { NoteKey } from '../log/note.ts';
import type { OwnLog } from '../log/own-log.ts';
import type { LogStore } from '../log/port.ts';
import type { OpenBody } from '../log/sealed-body.ts';
import type { Signer } from '../log/signer.ts';
import type { Delay } from '../loops.ts';
import type { Outgoing } from '../net/outgoing.ts';
import type { CheckpointStore } from './checkpoint-port.ts';
import type { createIdentities } from './peers/identity.ts';
import type { Peer, PeerStore } from './port.ts';
import type { Quotas } from './pull/quota.ts';
import type { CheckSignatures } from './pull/signature-checks.ts';
import type { RecoveryStore } from './recovery-port.ts';
import type { Shown } from './serve/shown.ts';
import type { LinkWatch } from './watch.ts';

/** What the federation works with; made in compose.ts. */
export interface FederationParts {
  readonly node: NodeId;
  readonly peers: PeerStore;
  readonly logs: LogStore;
  readonly checkpoints: CheckpointStore;
  readonly recovery: RecoveryStore;
  readonly log: OwnLog;
  readonly signer: Signer;
  readonly outgoing: Outgoing;
  readonly identities: ReturnType<typeof createIdentities>;
  /** Opens what is encrypted to this node. */
  readonly open: OpenBody;
  /** This node's document, signed: what it shows at `/.well-known/ews-node`. It changes when its keys do. */
  readonly document: () => string;
  readonly limits: FederationLimits;
  readonly witnesses: WitnessPolicy;
  /** How much of each log is taken. */
  readonly quotas: Quotas;
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
  /** What is shown of the logs that this node holds. */
  readonly shown: Shown;
  /** Told of a cursor on a log whose root is not the one that is held of it here: one of the two was shown a fork. */
  readonly onCursorMismatch?: (mismatch: CursorMismatch) => void;
  /** Told that a peer speaks of a later log of its own than the one that is pulled. */
  readonly onLaterLog?: (peer: Peer) => void;
}

/** A peer's signed cursor that contradicts what is held here of the same log. */
export interface CursorMismatch {
  readonly peer: NodeId;
  readonly origin: LogOrigin;
  readonly size: number;
  /** Of the cursor, in base64. */
  readonly root: string;
  readonly jws: string;
}

/** Who may witness, and when an entry counts as witnessed. */
export interface WitnessPolicy {
  /** Cosignatures under one checkpoint. */
  readonly required: number;
  /** Absent: every enrolled peer, and this node for the logs of others. */
  readonly nodes: readonly NodeId[] | undefined;
  /** Keys of logs that are witnessed here besides those of peers. */
  readonly logs: readonly NoteKey[];
  /** Between two exchanges of the checkpoints that are held. */
  readonly gossipSeconds: number;
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
