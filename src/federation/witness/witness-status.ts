import type { LogOrigin, NodeId } from '../../domain/node-id.ts';
import { nodeOfOrigin } from '../../domain/node-id.ts';
import type { CosignedCheckpoint } from '../checkpoint-port.ts';
import type { FederationParts } from '../context.ts';

/** How many witnesses an entry has, by the policy of this node. */
export interface WitnessStatus {
  /** Most cosignatures by nodes of the policy under one checkpoint that covers the entry. */
  readonly witnesses: number;
  /** Nodes of the policy that may witness this log. */
  readonly of: number;
  /** How many make it witnessed. */
  readonly required: number;
  /** Whether there are as many; with none required, whether there is any. */
  readonly witnessed: boolean;
}

/** The checkpoint of a log that proves most: the largest that has as many cosignatures as the policy asks for. */
export interface LogWitnesses {
  readonly required: number;
  readonly of: number;
  /** Entries that are witnessed. */
  readonly size: number;
  /** The newest cosignature of each witness. */
  readonly newest: readonly { readonly witness: NodeId; readonly size: number; readonly at: number }[];
}

type Parts = Pick<FederationParts, 'node' | 'peers' | 'checkpoints' | 'witnesses'>;

/** Who may witness a log: the nodes of the policy, else every enrolled peer and this node; never its own node. */
async function eligible(parts: Parts, origin: LogOrigin): Promise<ReadonlySet<NodeId>> {
  const stated = parts.witnesses.nodes;
  const nodes = stated ?? [parts.node, ...(await parts.peers.peers()).map(({ node }) => node)];
  return new Set(nodes.filter((node) => node !== nodeOfOrigin(origin)));
}

function counted({ cosignatures }: CosignedCheckpoint, nodes: ReadonlySet<NodeId>): number {
  return cosignatures.filter(({ witness }) => nodes.has(witness)).length;
}

/** Answers for many entries, reading what is held of each log once. */
export function witnessStatuses(parts: Parts): (origin: LogOrigin, seq: number) => Promise<WitnessStatus> {
  const read = new Map<LogOrigin, Promise<[readonly CosignedCheckpoint[], ReadonlySet<NodeId>]>>();
  return async (origin, seq) => {
    const known =
      read.get(origin) ?? Promise.all([parts.checkpoints.cosigned(origin, 0), eligible(parts, origin)]);
    read.set(origin, known);
    const [checkpoints, nodes] = await known;
    const covering = checkpoints.filter(({ size }) => size > seq);
    const witnesses = Math.max(0, ...covering.map((each) => counted(each, nodes)));
    const { required } = parts.witnesses;
    return { witnesses, of: nodes.size, required, witnessed: witnesses >= Math.max(1, required) };
  };
}

/**
 * The checkpoint that proves most of an entry, with its cosignatures: the newest one with as many as the policy
 * asks for, else the one with the most. Undefined: there is none with any.
 */
export async function provingNote(parts: Parts, origin: LogOrigin, seq: number): Promise<string | undefined> {
  const [checkpoints, nodes] = await Promise.all([
    parts.checkpoints.cosigned(origin, seq),
    eligible(parts, origin),
  ]);
  const enough = Math.max(1, parts.witnesses.required);
  const best = checkpoints.reduce<CosignedCheckpoint | undefined>((found, each) => {
    if (found !== undefined && counted(found, nodes) >= Math.min(enough, counted(each, nodes))) return found;
    return each;
  }, undefined);
  return best === undefined ? undefined : best.note + best.cosignatures.map(({ line }) => line).join('');
}

export async function logWitnesses(parts: Parts, origin: LogOrigin): Promise<LogWitnesses> {
  const [checkpoints, nodes] = await Promise.all([
    parts.checkpoints.cosigned(origin, 0),
    eligible(parts, origin),
  ]);
  const { required } = parts.witnesses;
  const size = checkpoints.find((each) => counted(each, nodes) >= Math.max(1, required))?.size ?? 0;
  const newest = [...nodes].sort().flatMap((witness) => {
    for (const { size: cosigned, cosignatures } of checkpoints) {
      const found = cosignatures.find((each) => each.witness === witness);
      if (found !== undefined) return [{ witness, size: cosigned, at: found.at }];
    }
    return [];
  });
  return { required, of: nodes.size, size, newest };
}
