import { EwsError } from '../domain/errors.ts';
import type { NodeId } from '../domain/node-id.ts';
import type { Clock } from '../domain/time.ts';
import type { Federation } from '../federation/federation.ts';
import type { createIdentities } from '../federation/peers/identity.ts';
import { usedToken } from '../federation/peers/token.ts';
import type { Peer, PeerStore } from '../federation/port.ts';
import { LIMITS, PATHS, type RequestClaims } from '../federation/protocol.ts';
import { peekJws } from '../log/jws.ts';
import type { Signer } from '../log/signer.ts';
import { isUnsupported, type Keeper } from './keeper.ts';
import type { LinkStore } from './port.ts';
import { createRate } from './rate.ts';
import { openReport } from './report.ts';
import { sayLink } from './say.ts';

export interface ReporterParts {
  readonly node: NodeId;
  readonly keeper: Keeper;
  readonly store: LinkStore;
  readonly peers: Pick<PeerStore, 'peer'>;
  readonly identities: ReturnType<typeof createIdentities>;
  readonly federation: Pick<Federation, 'client' | 'receive'>;
  readonly signer: Pick<Signer, 'signLinkReport'>;
  /** Size of the own log. */
  readonly size: () => number;
  readonly wall: Clock;
  readonly steady: Clock;
  readonly randomId: () => string;
}

/** Exchanges signed link reports: both sides learn how the other one sees the link, whoever could call. */
export interface Reporter {
  /** Sends a report and takes the peer's in answer. Never throws: how it went is a fact about the link. */
  exchange(node: NodeId, signal: AbortSignal): Promise<void>;
  /** The same, for whoever asks how it goes. @throws EwsError */
  exchangeOnce(peer: Peer, signal: AbortSignal): Promise<'answered' | 'unsupported'>;
  /**
   * Takes a peer's report and returns ours in answer. @throws EwsError `report_invalid`, `report_misdirected`,
   * `report_expired`, `token_replayed`, `rate_limited`
   */
  receive(jws: string, claims: RequestClaims): Promise<string>;
}

/** A link whose round trip is longer than this is as good as none. */
const ANSWER_MS = 5_000;

/** Reports of one peer: it sends one every four seconds, and some more when states change. */
const MOST_PER_MINUTE = 120;

export function createReporter(parts: ReporterParts): Reporter {
  const { keeper, wall, steady } = parts;
  const rate = createRate(MOST_PER_MINUTE, 60_000);

  async function say(about: NodeId, dated: number, id: string, reply?: string): Promise<string> {
    const link = keeper.get(about);
    if (link === undefined) throw new EwsError('internal', `The link to ${about} is not watched.`);
    const moment = { dated, wall: wall.now(), steady: steady.now() };
    const self = { node: parts.node, size: parts.size(), id, ...(reply === undefined ? {} : { reply }) };
    return parts.signer.signLinkReport(sayLink(link, moment, self));
  }

  async function exchangeOnce(peer: Peer, signal: AbortSignal): Promise<'answered' | 'unsupported'> {
    const id = parts.randomId();
    try {
      const answer = await parts.federation.client.call(peer, {
        method: 'POST',
        path: PATHS.linkReport,
        body: (now) => say(peer.node, now, id),
        idleMs: ANSWER_MS,
        totalMs: ANSWER_MS,
        maxBytes: LIMITS.linkReportBytes,
        signal,
      });
      await takeAnswer(peer, await text(answer.body), id);
      return 'answered';
    } catch (error) {
      if (isUnsupported(error)) return 'unsupported';
      throw error;
    }
  }

  /** The answer is dated by the peer's clock, whose offset its own headers have just told. */
  async function takeAnswer(peer: Peer, jws: string, id: string): Promise<void> {
    const now = wall.now() + (parts.federation.client.clock(peer.node)?.offsetMs ?? 0);
    const key = await parts.federation.receive.requestKey(peer.node, requireKid(jws));
    const report = await openReport(jws, key, { node: peer.node, about: parts.node, reply: id, now });
    const receivedAt = wall.now();
    await parts.store.keepReport({ peer: peer.node, jws, receivedAt }, undefined);
    keeper.reported(peer.node, { report, receivedAt });
  }

  return {
    exchangeOnce,

    async exchange(node, signal) {
      const peer = await parts.peers.peer(node);
      if (peer?.state !== 'active') return;
      const watch = keeper.exchanging(node);
      try {
        watch.succeeded((await exchangeOnce(peer, signal)) === 'answered');
      } catch (error) {
        if (!signal.aborted) watch.failed(error);
      }
    },

    async receive(jws, claims) {
      const { iss } = claims;
      if (!rate.allows(iss, steady.now()))
        throw new EwsError(
          'rate_limited',
          `More than ${MOST_PER_MINUTE} link reports of ${iss} in a minute.`,
        );
      const key = await parts.federation.receive.requestKey(iss, requireKid(jws));
      const now = wall.now();
      const report = await openReport(jws, key, { node: iss, about: parts.node, reply: undefined, now });
      await parts.store.keepReport({ peer: iss, jws, receivedAt: now }, usedToken(claims));
      keeper.reported(iss, { report, receivedAt: now });
      keeper.heard(iss);
      return say(iss, wall.now(), parts.randomId(), report.id);
    },
  };
}

function requireKid(jws: string): string {
  const kid = peekJws(jws)?.kid;
  if (kid === undefined) throw new EwsError('report_invalid', 'A link report is a compact JWS with a kid.');
  return kid;
}

async function text(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
