import { epochOf } from '../../domain/epoch.ts';
import { EwsError } from '../../domain/errors.ts';
import { type LogOrigin, logOrigin } from '../../domain/node-id.ts';
import { type Checkpoint, openCheckpoint } from '../../log/checkpoint.ts';
import { logKeyAt } from '../../log/key-statement.ts';
import { strongPublicBytes } from '../../log/keys.ts';
import { SIGNATURE_TYPE } from '../../log/note.ts';
import type { FederationParts } from '../context.ts';
import type { Identity } from '../peers/identity.ts';
import { ownIdentity } from '../peers/log-identity.ts';
import type { Peer } from '../port.ts';
import { LIMITS, logPathName, PATHS } from '../protocol.ts';
import { verifyCheckpoint } from '../pull/page.ts';

/** The newest checkpoint of the own log that a peer knows of; without one it holds no such log. */
export interface Known {
  readonly size: number;
  readonly checkpoint: Checkpoint | undefined;
  readonly note: string | undefined;
}

export interface KnownAnswer {
  readonly known: Known;
  /** Later logs of this node that the peer shows, signed by the own key. */
  readonly later: readonly { readonly origin: LogOrigin; readonly note: string }[];
}

/** Later logs are looked for one after the other, up to so many: a peer must not have this node ask for ever. */
const MOST_LATER = 8;

/**
 * Asks a peer which checkpoint of the own log is the newest that it knows of, whether it holds all its entries or
 * not, and whether it knows of a later log. What it shows counts only with this node's own signature; that it shows
 * less than it knows cannot be found out.
 * @throws EwsError `peer_unreachable`, `peer_timeout`, `peer_answer`, `note_signature`, …
 */
export async function askKnown(parts: FederationParts, peer: Peer, origin: LogOrigin): Promise<KnownAnswer> {
  const identity = await ownIdentity(parts);
  const note = await fetchKnown(parts, peer, origin);
  const checkpoint = note === undefined ? undefined : verifyCheckpoint(note, origin, identity);
  const later: { origin: LogOrigin; note: string }[] = [];
  for (let epoch = epochOf(origin) + 1; later.length < MOST_LATER; epoch += 1) {
    const next = logOrigin(parts.node, epoch);
    const found = await fetchKnown(parts, peer, next);
    if (found === undefined || !isSignedHere(found, next, origin, identity)) break;
    later.push({ origin: next, note: found });
  }
  return { known: { size: checkpoint?.size ?? 0, checkpoint, note }, later };
}

/** Undefined: the peer says that it holds no such log. */
async function fetchKnown(
  parts: FederationParts,
  peer: Peer,
  origin: LogOrigin,
): Promise<string | undefined> {
  if (peer.url === undefined) {
    throw new EwsError(
      'peer_unreachable',
      `No address of ${peer.node} is known, so it cannot be asked itself.`,
    );
  }
  const { status, text } = await parts.outgoing.fetchText({
    method: 'GET',
    url: `${peer.url}${PATHS.logs}/${logPathName(origin)}/known`,
    idleMs: parts.limits.requestSeconds * 1000,
    totalMs: 2 * parts.limits.requestSeconds * 1000,
    maxBytes: LIMITS.nodeDocumentBytes,
  });
  // Nothing else is a "no": a node that does not know the question may hold the log all the same.
  if (status === 204) return undefined;
  if (status === 200) return text;
  throw new EwsError('peer_answer', `${peer.node} answered ${status} when it was asked for ${origin}.`, {
    status,
  });
}

/** The statement for a later log may have been lost with the disk; this node signs all its logs with one key. */
function isSignedHere(note: string, later: LogOrigin, origin: LogOrigin, identity: Identity): boolean {
  const publicKey = strongPublicBytes(logKeyAt(identity.keys, origin, Number.MAX_SAFE_INTEGER));
  try {
    openCheckpoint(note, [{ name: later, type: SIGNATURE_TYPE.ed25519, publicKey }]);
    return true;
  } catch (error) {
    if (!(error instanceof EwsError)) throw error;
    return false;
  }
}
