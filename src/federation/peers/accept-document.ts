import { isLaterEpoch } from '../../domain/epoch.ts';
import { EwsError } from '../../domain/errors.ts';
import type { Peer } from '../port.ts';
import type { PullParts } from '../pull/pull.ts';
import { followEpoch } from './follow-epoch.ts';
import type { Identity } from './identity.ts';
import type { PeerClient } from './peer-client.ts';

/**
 * Keeps a verified document of a peer that extends the one that is held, and follows it to a later log. `shown`: a
 * checkpoint of that log that came with it. Returns how many key statements are new.
 * @throws EwsError `key_history`, `node_document_invalid`; where a later log cannot be asked for, what peer-client throws
 */
export async function acceptDocument(
  parts: PullParts,
  client: PeerClient,
  peer: Peer,
  found: Identity,
  shown?: string,
): Promise<number> {
  const held = await parts.identities.of(peer);
  requireExtension(held, found);
  if (found.jws === held.jws) return 0;
  if (isLaterEpoch(found.document.log, peer.origin)) await followEpoch(parts, client, peer, found, shown);
  else await parts.peers.setPeerDocument(peer.node, found.jws);
  const added = found.document.statements.length - held.document.statements.length;
  if (added > 0) parts.events.peerKeysChanged({ peer: peer.node, statements: added });
  return added;
}

/**
 * Statements are only added. Who could leave one out could take back a revocation, or a change of the root.
 * @throws EwsError `node_document_invalid`: of another node · `key_history`
 */
export function requireExtension(held: Pick<Identity, 'document'>, found: Pick<Identity, 'document'>): void {
  const { node, statements } = held.document;
  if (found.document.node !== node) {
    throw new EwsError(
      'node_document_invalid',
      `The document is that of ${found.document.node}, not of ${node}.`,
    );
  }
  const at = statements.findIndex((each, index) => each !== found.document.statements[index]);
  if (at === -1) return;
  throw new EwsError(
    'key_history',
    `The document of ${node} does not continue the key statements that are held of it: number ${at} differs or is missing.`,
    { node, at, held: statements.length, found: found.document.statements.length },
  );
}
