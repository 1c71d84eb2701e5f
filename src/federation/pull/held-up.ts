import { EwsError } from '../../domain/errors.ts';
import { formatInstant } from '../../domain/time.ts';
import { parseNote } from '../../log/note.ts';
import type { FederationParts } from '../context.ts';
import { readText } from '../peers/fetch-text.ts';
import type { PeerClient } from '../peers/peer-client.ts';
import type { Peer } from '../port.ts';
import { LIMITS, logPathName, PATHS } from '../protocol.ts';
import { cosignedBy } from '../witness/cosigned.ts';
import { verifyCheckpoint } from './page.ts';
import { allowance } from './quota.ts';

/**
 * How many entries of a peer's log may be taken. @throws EwsError `quota_reached`: none, until the next day (UTC)
 * or until the operator raises the quota
 */
export async function requireAllowance(parts: FederationParts, peer: Peer): Promise<number> {
  const allowed = allowance(await parts.peers.intake(peer.origin), parts.quotas, parts.wall.now());
  if ('entries' in allowed) return allowed.entries;
  const { pausedBy, until } = allowed;
  const end = until === undefined ? 'it is raised' : formatInstant(until);
  throw new EwsError(
    'quota_reached',
    `The quota ${pausedBy} of ${peer.origin} is used up: nothing more of it is pulled until ${end}. What waits stays at its origin.`,
    { quota: pausedBy, until: until === undefined ? undefined : formatInstant(until) },
  );
}

/** While a quota holds pulls up: asks for the checkpoint alone, so that people see how much waits. Returns that. */
export async function lookWhileHeldUp(
  parts: FederationParts,
  client: PeerClient,
  peer: Peer,
  via: Peer = peer,
): Promise<number> {
  const timeMs = parts.limits.requestSeconds * 1000;
  const answer = await client.call(via, {
    method: 'GET',
    path: `${PATHS.logs}/${logPathName(peer.origin)}/checkpoint`,
    idleMs: timeMs,
    totalMs: timeMs,
    maxBytes: LIMITS.nodeDocumentBytes,
  });
  const note = await readText(answer.body);
  const identity = await parts.identities.of(peer);
  const { size } = verifyCheckpoint(note, peer.origin, identity);
  const { at: freshAt } = cosignedBy(parseNote(note), identity, parts.wall.now());
  const held = (await parts.logs.log(peer.origin))?.range.size ?? 0;
  await parts.peers.recordContact(peer.node, {
    announcedSize: size,
    ...(freshAt === undefined ? {} : { freshAt }),
  });
  parts.watch.seen(peer.node, { held, claimed: size, freshAt }, via === peer ? undefined : via.node);
  return Math.max(0, size - held);
}
