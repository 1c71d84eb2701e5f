import { asEwsError } from '../../domain/errors.ts';
import type { NodeId } from '../../domain/node-id.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { FederationParts } from '../context.ts';
import type { Peer } from '../port.ts';
import { askKnown, type Known } from './known.ts';

/** What came of asking a peer for the own log. */
export interface AskedPeer {
  readonly node: NodeId;
  /** `unasked`: not yet, not enrolled, or suspended; without its answer a node that has no fence does not go on. */
  readonly state: 'unasked' | 'answered' | 'failed';
  /** The largest size of the own log that it knows of. */
  readonly size: number | undefined;
  readonly code: string | undefined;
  readonly message: string | undefined;
  readonly at: EpochMs | undefined;
}

/** Asks peers what they know of the own log, and remembers what each has shown. */
export interface Asking {
  /** What peers have shown of the own log, each checkpoint verified by the own key. */
  readonly known: ReadonlyMap<NodeId, Known>;
  /** Asks how much of the own log a peer knows of. What was known before stays: nothing signed is unsigned. */
  ask(peer: Peer): Promise<void>;
  /** A peer could not be asked, or gave what nobody can use. */
  fail(node: NodeId, error: unknown): void;
  /** Whoever is enrolled, whether suspended or not, and whom the operator named. */
  everybody(): Promise<AskedPeer[]>;
}

export function createAsking(parts: FederationParts): Asking {
  const { log } = parts;
  const asked = new Map<NodeId, AskedPeer>();
  const known = new Map<NodeId, Known>();

  function note(node: NodeId, answer: Partial<AskedPeer> & Pick<AskedPeer, 'state'>): void {
    asked.set(node, { ...unasked(node), at: parts.wall.now(), ...answer });
  }

  function fail(node: NodeId, error: unknown): void {
    const { code, message } = asEwsError(error);
    // What it has shown stands, also if it could not be asked again.
    note(node, { state: 'failed', size: known.get(node)?.size, code, message });
    parts.events.recoveryFailed({ peer: node, code, message });
  }

  return {
    known,
    fail,
    async ask(peer) {
      try {
        const answer = await askKnown(parts, peer, log.origin);
        for (const later of answer.later) {
          await parts.recovery.keepLaterLog({ ...later, source: peer.node, at: parts.wall.now() });
        }
        const before = known.get(peer.node);
        if (before === undefined || before.size <= answer.known.size) known.set(peer.node, answer.known);
        note(peer.node, { state: 'answered', size: answer.known.size });
      } catch (error) {
        fail(peer.node, error);
      }
    },
    async everybody() {
      const [peers, required] = await Promise.all([parts.peers.peers(), parts.recovery.requiredPeers()]);
      const nodes = new Set([...peers.map(({ node }) => node), ...required]);
      return [...nodes].sort().map((node) => asked.get(node) ?? unasked(node));
    },
  };
}

function unasked(node: NodeId): AskedPeer {
  return { node, state: 'unasked', size: undefined, code: undefined, message: undefined, at: undefined };
}
