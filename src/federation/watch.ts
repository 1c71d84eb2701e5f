import type { NodeId } from '../domain/node-id.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Peer } from './port.ts';

/** What a page that was pulled and verified showed. */
export interface Pulled {
  readonly entries: number;
  /** How many of them were refused. */
  readonly refused: number;
  /** Entries of the peer's log that are held after the page, and how many it has. */
  readonly held: number;
  readonly claimed: number;
  /** When its log last said that it is alive, by its own clock. */
  readonly freshAt: EpochMs | undefined;
  /** Entries of it that a relay sealed, and that the origin has not spoken of. */
  readonly unconfirmed: number;
  /** It is cosigned by a key of the node that is not known here. */
  readonly hasUnknownKey?: true;
}

/** What is known of a peer's log otherwise than by a page of its own. */
export type Seen = Pick<Pulled, 'held' | 'claimed' | 'freshAt'>;

/** Who watches how the exchange with peers goes: told of everything, asked nothing. */
export interface LinkWatch {
  /** A peer was enrolled, suspended or resumed, left, or got another address. */
  peerChanged(peer: Pick<Peer, 'node' | 'state' | 'origin' | 'url'>): void;
  /** Something came back from a peer on a request of this node. */
  answered(node: NodeId): void;
  /** A pull begins; what is returned is told how it ends. */
  pulling(node: NodeId): PullWatch;
  /** A page of its log came through `via`; or, without it, nothing may be pulled, and its checkpoint was looked at. */
  seen(node: NodeId, seen: Seen, via: NodeId | undefined): void;
  /** Its log comes through nobody else any more. */
  relayEnded(node: NodeId): void;
}

export interface PullWatch {
  succeeded(pulled: Pulled): void;
  failed(error: unknown): void;
}
