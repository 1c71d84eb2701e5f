import { toBase64 } from '../../domain/bytes.ts';
import { EwsError } from '../../domain/errors.ts';
import { formatInstant } from '../../domain/time.ts';
import { rangeRoot } from '../../log/merkle.ts';
import type { HeldLog } from '../../log/port.ts';
import type { OutgoingAnswer } from '../../net/outgoing.ts';
import type { FederationParts } from '../context.ts';
import type { PeerClient } from '../peers/peer-client.ts';
import type { Peer } from '../port.ts';
import { type Cursor, HEADERS, LIMITS, logPathName, PATHS } from '../protocol.ts';

export interface PullOptions {
  /** How long the peer may wait for something new. */
  readonly waitSeconds: number;
  /** Entries asked for at most. */
  readonly limit: number;
  /** The peer that is asked, where it is not the origin itself. */
  readonly via?: Peer | undefined;
  readonly signal?: AbortSignal;
}

/**
 * While it waits the peer sends a heartbeat every 5 s: a connection on which nothing comes for this long is
 * dead, even if nobody says so.
 */
const IDLE_SECONDS = 9;

/** What is asked for, and how long for. */
export interface Asked extends PullOptions {
  /** What is held of the log: the cursor. */
  readonly held: Pick<HeldLog, 'origin' | 'range'>;
  readonly from?: number;
  readonly idleMs?: number;
  readonly totalMs?: number;
}

/** Asks for entries of a log, with what is held of it as the cursor. @throws EwsError what peer-client throws */
export async function askEntries(
  parts: FederationParts,
  client: PeerClient,
  peer: Peer,
  asked: Asked,
): Promise<OutgoingAnswer> {
  const { held, from = held.range.size, limit, waitSeconds, via = peer, signal } = asked;
  const { requestSeconds } = parts.limits;
  const {
    idleMs = Math.min(IDLE_SECONDS, LIMITS.heartbeatSeconds + requestSeconds) * 1000,
    totalMs = (waitSeconds + requestSeconds) * 1000,
  } = asked;
  return client.call(via, {
    method: 'GET',
    path: `${PATHS.logs}/${logPathName(held.origin)}/entries?from=${from}&limit=${limit}&wait=${waitSeconds}`,
    headers: { [HEADERS.cursor]: await signCursor(parts, held) },
    idleMs,
    totalMs,
    maxBytes: LIMITS.pageBytes,
    ...(signal === undefined ? {} : { signal }),
  });
}

export async function requireHeld(parts: FederationParts, peer: Peer): Promise<HeldLog> {
  const held = await parts.logs.log(peer.origin);
  if (held === undefined)
    throw new EwsError('internal', `The log ${peer.origin} of an enrolled peer is not in the store.`);
  return held;
}

/** What we say that we hold: the peer's receipt. */
export async function signCursor(
  parts: FederationParts,
  held: Pick<HeldLog, 'origin' | 'range'>,
): Promise<string> {
  const { ranges } = await parts.peers.unconfirmed(held.origin, LIMITS.missingRanges);
  const cursor: Cursor = {
    v: 1,
    node: parts.node,
    log: held.origin,
    size: held.range.size,
    root: toBase64(rangeRoot(held.range)),
    missing: ranges.map(([from, to]) => [from, to]),
    time: formatInstant(parts.wall.now()),
  };
  return parts.signer.signCursor(cursor);
}
