import { EwsError } from '../../domain/errors.ts';
import type { NodeId } from '../../domain/node-id.ts';
import type { Actor } from '../../domain/people.ts';
import { formatInstant } from '../../domain/time.ts';
import type { FederationParts } from '../context.ts';
import type { Peer } from '../port.ts';
import { LIMITS, logPathName, PATHS } from '../protocol.ts';
import { verifyCheckpoint } from '../pull/page.ts';
import { chooseVersion } from '../versions.ts';
import { fetchText, readText } from './fetch-text.ts';
import { type Identity, verifyNodeDocument } from './identity.ts';
import type { PeerClient } from './peer-client.ts';

/** By its address, or through peers that have it enrolled; the fingerprint came by another way in either case. */
export type Enrolment =
  | { readonly url: string; readonly fingerprint: string }
  | { readonly node: NodeId; readonly via: readonly NodeId[]; readonly fingerprint: string };

/** Enrols a peer: its document, verified from the fingerprint down, and its checkpoint, verified by its key. */
export async function enrolPeer(
  parts: FederationParts,
  client: PeerClient,
  enrolment: Enrolment,
  actor: Actor,
): Promise<Peer> {
  const { fingerprint } = enrolment;
  const source =
    'url' in enrolment
      ? fromItself(parts, enrolment.url.replace(/\/+$/, ''))
      : await fromRoutes(parts, client, enrolment.node, enrolment.via);
  const identity = await verifyNodeDocument(await source.document(), fingerprint);
  const { document } = identity;
  requirePeerOf(parts, enrolment, identity);
  chooseVersion(document);
  const checkpoint = await source.read(`${PATHS.logs}/${logPathName(document.log)}/checkpoint`);
  verifyCheckpoint(checkpoint, document.log, identity);
  const at = parts.wall.now();
  const peer: Peer = {
    node: document.node,
    country: document.country,
    url: source.url,
    routes: 'via' in enrolment ? enrolment.via : [],
    fingerprint,
    origin: document.log,
    document: identity.jws,
    state: 'active',
    enrolledAt: at,
  };
  const where = peer.url === undefined ? { via: peer.routes } : { url: peer.url };
  const audit = {
    at,
    actor,
    action: 'peer.enrolled',
    subject: peer.node,
    detail: { ...where, fingerprint, origin: peer.origin, time: formatInstant(at) },
  };
  const known = await parts.peers.peer(peer.node);
  // One that has left comes back as who it was: what is held of its log goes on from there.
  if (known?.state === 'left') await parts.peers.enrolAgain(requireSame(known, peer), audit);
  else await parts.peers.enrol(peer, checkpoint, audit);
  parts.events.peerEnrolled({ peer: peer.node, ...where });
  return peer;
}

/** @throws EwsError `fingerprint_mismatch`, `node_document_invalid`: the node at this address is another one */
export async function requireSameNode(parts: FederationParts, peer: Peer, url: string): Promise<void> {
  const { document } = await verifyNodeDocument(await fromItself(parts, url).document(), peer.fingerprint);
  if (document.node === peer.node && document.log === peer.origin) return;
  throw new EwsError(
    'node_document_invalid',
    `At ${url} answers ${document.node} with ${document.log}, not ${peer.node} with ${peer.origin}.`,
  );
}

function requirePeerOf({ node }: FederationParts, enrolment: Enrolment, { document }: Identity): void {
  if (document.node === node) throw new EwsError('invalid_input', 'A node does not enrol itself.');
  if ('node' in enrolment && document.node !== enrolment.node) {
    throw new EwsError(
      'node_document_invalid',
      `The document is that of ${document.node}, not of ${enrolment.node}.`,
    );
  }
}

function requireSame(known: Peer, peer: Peer): Peer {
  if (known.fingerprint === peer.fingerprint && known.origin === peer.origin) return peer;
  throw new EwsError(
    'already_exists',
    `${known.node} was enrolled under the fingerprint ${known.fingerprint} with ${known.origin}; its log here is that one's.`,
  );
}

/** Where document and checkpoint come from: they prove themselves, whoever hands them over. */
interface Source {
  readonly url: string | undefined;
  document(): Promise<string>;
  read(path: string): Promise<string>;
}

function fromItself(parts: FederationParts, url: string): Source {
  const read = (path: string) => fetchText(parts, url + path);
  return { url, read, document: () => read(PATHS.nodeDocument) };
}

/** The first of the routes that answers. @throws EwsError what the last one did */
async function fromRoutes(
  parts: FederationParts,
  client: PeerClient,
  node: NodeId,
  routes: readonly NodeId[],
): Promise<Source> {
  let failure: unknown = new EwsError('invalid_input', 'A peer without an address needs a route.');
  for (const route of routes) {
    const via = await parts.peers.peer(route);
    if (via?.state !== 'active') {
      failure = new EwsError('not_found', `${route} is no active peer here, so nothing comes through it.`);
      continue;
    }
    const read = (path: string) => callText(parts, client, via, path);
    try {
      const document = await read(`${PATHS.nodes}/${node}`);
      return { url: undefined, read, document: async () => document };
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

async function callText(
  parts: FederationParts,
  client: PeerClient,
  via: Peer,
  path: string,
): Promise<string> {
  const timeMs = parts.limits.requestSeconds * 1000;
  const answer = await client.call(via, {
    method: 'GET',
    path,
    idleMs: timeMs,
    totalMs: 2 * timeMs,
    maxBytes: LIMITS.nodeDocumentBytes,
  });
  return readText(answer.body);
}
