import { EwsError } from '../../domain/errors.ts';
import type { NodeId } from '../../domain/node-id.ts';
import type { Actor } from '../../domain/people.ts';
import type { FederationParts } from '../context.ts';
import { verifyNodeDocument } from '../peers/identity.ts';
import type { Peer } from '../port.ts';
import { verifyCheckpoint } from '../pull/page.ts';
import { pageLines } from '../pull/page-lines.ts';
import { chooseVersion } from '../versions.ts';
import { type BundleDocument, parseBundleLine } from './bundle.ts';

/** Documents stand at the beginning of a bundle: no more lines than this are looked through for one. */
const MOST_LINES = 1_000;

/**
 * Enrols a node from a bundle that holds its document, without asking it for anything: document and checkpoint are
 * verified from the fingerprint down, which came by another way. Its address is what the document says, if it ever can
 * be reached there.
 * @throws EwsError `not_found`: no document of it in the bundle; what enrolling by address throws
 */
export async function enrolFromBundle(
  parts: FederationParts,
  input: AsyncIterable<Uint8Array>,
  { node, fingerprint }: { readonly node: NodeId; readonly fingerprint: string },
  actor: Actor,
): Promise<Peer> {
  if (node === parts.node) throw new EwsError('invalid_input', 'A node does not enrol itself.');
  const { jws, checkpoint } = await findDocument(input, node);
  const identity = await verifyNodeDocument(jws, fingerprint);
  const { document } = identity;
  if (document.node !== node)
    throw new EwsError('node_document_invalid', `The document is that of ${document.node}, not of ${node}.`);
  chooseVersion(document);
  verifyCheckpoint(checkpoint, document.log, identity);
  const at = parts.wall.now();
  const { country, url, log: origin } = document;
  const state = 'active' as const;
  const peer: Peer = {
    node,
    country,
    url,
    routes: [],
    fingerprint,
    origin,
    document: jws,
    state,
    enrolledAt: at,
  };
  const detail = { bundle: true, url, fingerprint, origin };
  await parts.peers.enrol(peer, checkpoint, { at, actor, action: 'peer.enrolled', subject: node, detail });
  parts.events.peerEnrolled({ peer: node, url });
  return peer;
}

async function findDocument(input: AsyncIterable<Uint8Array>, node: NodeId): Promise<BundleDocument> {
  let number = 0;
  for await (const text of pageLines(input)) {
    number += 1;
    if (number > MOST_LINES) break;
    const line = parseBundleLine(text, number);
    if (number === 1 && !('bundle' in line)) {
      throw new EwsError('bundle_malformed', 'This is no bundle: its first line is no header of one.');
    }
    if ('document' in line && line.document.node === node) return line.document;
  }
  throw new EwsError('not_found', `The bundle holds no document of ${node}.`, { node });
}
