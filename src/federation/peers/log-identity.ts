import { type LogOrigin, nodeOfOrigin } from '../../domain/node-id.ts';
import { peekJws } from '../../log/jws.ts';
import type { FederationParts } from '../context.ts';
import { type Identity, peekDocument } from './identity.ts';

/** The node whose log it is, if it is a peer or this node itself; undefined: nothing is known of its keys. */
export async function identityOfLog(
  parts: Pick<FederationParts, 'node' | 'peers' | 'identities' | 'document'>,
  origin: LogOrigin,
): Promise<Identity | undefined> {
  const node = nodeOfOrigin(origin);
  if (node === parts.node) return ownIdentity(parts);
  const peer = await parts.peers.peer(node);
  return peer === undefined ? undefined : parts.identities.of(peer);
}

/** This node as others see it. What it says of itself is believed here: it was made from its own folder. */
export function ownIdentity(
  parts: Pick<FederationParts, 'node' | 'identities' | 'document'>,
): Promise<Identity> {
  const document = parts.document();
  const fingerprint = peekJws(peekDocument(document).statements[0] ?? '')?.kid ?? '';
  return parts.identities.of({ node: parts.node, document, fingerprint });
}
