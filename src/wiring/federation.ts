import type { Receiver } from '../bulletin/context.ts';
import type { Config } from '../config.ts';
import { EwsError } from '../domain/errors.ts';
import type { LogOrigin } from '../domain/node-id.ts';
import type { WitnessPolicy } from '../federation/context.ts';
import { CAPABILITY, type NodeDocument } from '../federation/protocol.ts';
import { SPOKEN_VERSIONS } from '../federation/versions.ts';
import { parseVkey, requireType, SIGNATURE_TYPE } from '../log/note.ts';
import type { OwnLog } from '../log/own-log.ts';
import type { Stores } from '../store/stores.ts';

/** @throws EwsError `config_invalid` a log's key cannot be read */
export function witnessPolicy({ witnesses, federation, paths }: Config): WitnessPolicy {
  const logs = witnesses.logs.map((vkey) => {
    try {
      const key = parseVkey(vkey);
      requireType(key, SIGNATURE_TYPE.ed25519);
      return key;
    } catch (cause) {
      const message = `${paths.nodeFile}: witnesses.logs: ${(cause as Error).message}`;
      throw new EwsError('config_invalid', message, {}, { cause });
    }
  });
  const { required, nodes } = witnesses;
  return { required, nodes, logs, gossipSeconds: federation.gossipSeconds };
}

/** What this node says of itself. */
export function nodeDocument(config: Config, log: OwnLog, statements: readonly string[]): NodeDocument {
  return {
    v: 1,
    node: config.node.id,
    country: config.node.country,
    url: config.federation.url,
    log: log.origin,
    protocols: [...SPOKEN_VERSIONS],
    capabilities: Object.values(CAPABILITY),
    statements: [...statements],
  };
}

/** Who gets the entries of the own log, and what each has signed for. */
export async function receivers(stores: Stores, origin: LogOrigin): Promise<Receiver[]> {
  const [peers, receipts] = await Promise.all([stores.peers.peers(), stores.peers.receipts(origin)]);
  return peers.map(({ node }) => {
    const receipt = receipts.find((candidate) => candidate.peer === node);
    return { node, size: receipt?.size ?? 0, missing: receipt?.missing ?? [], at: receipt?.at };
  });
}
