import { EwsError } from '../domain/errors.ts';
import type { Actor } from '../domain/people.ts';
import { formatInstant } from '../domain/time.ts';
import type { FederationParts } from './context.ts';
import { verifyNodeDocument } from './identity.ts';
import { verifyCheckpoint } from './page.ts';
import type { Peer } from './port.ts';
import { LIMITS, logPathName, PATHS } from './protocol.ts';
import { chooseVersion } from './versions.ts';

/** Enrols a peer: its document, verified from the fingerprint down, and its checkpoint, verified by its key. */
export async function enrolPeer(
  parts: FederationParts,
  enrolment: { url: string; fingerprint: string },
  actor: Actor,
): Promise<Peer> {
  const url = enrolment.url.replace(/\/+$/, '');
  const identity = await verifyNodeDocument(
    await fetchText(parts, url + PATHS.nodeDocument),
    enrolment.fingerprint,
  );
  const { document } = identity;
  if (document.node === parts.node) throw new EwsError('invalid_input', 'A node does not enrol itself.');
  chooseVersion(document);
  const checkpoint = await fetchText(parts, `${url}${PATHS.logs}/${logPathName(document.log)}/checkpoint`);
  verifyCheckpoint(checkpoint, document.log, identity);
  const at = parts.wall.now();
  const peer: Peer = {
    node: document.node,
    country: document.country,
    url,
    fingerprint: enrolment.fingerprint,
    origin: document.log,
    document: identity.jws,
    state: 'active',
    enrolledAt: at,
  };
  await parts.peers.enrol(peer, checkpoint, {
    at,
    actor,
    action: 'peer.enrolled',
    subject: peer.node,
    detail: { url, fingerprint: peer.fingerprint, origin: peer.origin, time: formatInstant(at) },
  });
  parts.events.peerEnrolled({ peer: peer.node, url });
  return peer;
}

async function fetchText(parts: FederationParts, url: string): Promise<string> {
  const { status, text } = await parts.outgoing.fetchText({
    method: 'GET',
    url,
    idleMs: parts.limits.requestSeconds * 1000,
    totalMs: 2 * parts.limits.requestSeconds * 1000,
    maxBytes: LIMITS.nodeDocumentBytes,
  });
  if (status !== 200) throw new EwsError('peer_answer', `${url} answered ${status}.`, { status });
  return text;
}
