import { isLaterEpoch } from '../../domain/epoch.ts';
import { asEwsError, hasCode } from '../../domain/errors.ts';
import { emptyRange } from '../../log/merkle.ts';
import type { Peer } from '../port.ts';
import { LIMITS, logPathName, PATHS } from '../protocol.ts';
import { verifyCheckpoint } from '../pull/page.ts';
import { type PullParts, pullPage } from '../pull/pull.ts';
import { fetchText } from './fetch-text.ts';
import type { Identity } from './identity.ts';
import type { PeerClient } from './peer-client.ts';

/** The earlier log is read to its end before the later one takes its place, but not without end. */
const MOST_PAGES = 1_000;

/**
 * A verified document of a peer names a later log of it: from here on that one is pulled, and the earlier one stays
 * as it is. Nothing happens where it names the same log. `shown`: a checkpoint of it that came with the document.
 * @throws EwsError `peer_unreachable`, `peer_timeout`, … : nothing is changed, and it is tried again
 */
export async function followEpoch(
  parts: PullParts,
  client: PeerClient,
  peer: Peer,
  identity: Identity,
  shown?: string,
): Promise<Peer> {
  const { log: origin } = identity.document;
  if (!isLaterEpoch(origin, peer.origin)) return peer;
  const name = logPathName(origin);
  const checkpoint = shown ?? (await fetchText(parts, `${peer.url}${PATHS.logs}/${name}/checkpoint`));
  verifyCheckpoint(checkpoint, origin, identity);
  await readToEnd(parts, client, peer);
  const followed: Peer = { ...peer, origin, document: identity.jws };
  await parts.recovery.followEpoch(peer.node, { origin, range: emptyRange, checkpoint }, identity.jws, {
    at: parts.wall.now(),
    actor: { name: 'federation', role: 'node' },
    action: 'peer.epoch',
    subject: peer.node,
    detail: { from: peer.origin, to: origin },
  });
  parts.events.epochFollowed({ peer: peer.node, from: peer.origin, to: origin });
  parts.watch.peerChanged(followed);
  return followed;
}

/** What of the earlier log is there to be had. A node that lost a part of it cannot give more, nor prove another. */
async function readToEnd(parts: PullParts, client: PeerClient, peer: Peer): Promise<void> {
  try {
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const options = { waitSeconds: 0, limit: LIMITS.entriesPerPage };
      if ((await pullPage(parts, client, peer, options)).entries === 0) return;
    }
  } catch (error) {
    if (hasCode(error, 'peer_unreachable', 'peer_timeout')) throw error;
    const { code, message } = asEwsError(error);
    parts.events.pullFailed({ peer: peer.node, code, message });
  }
}
