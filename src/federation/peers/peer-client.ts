import { EwsError, hasCode } from '../../domain/errors.ts';
import type { NodeId } from '../../domain/node-id.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { OutgoingAnswer } from '../../net/outgoing.ts';
import type { FederationParts } from '../context.ts';
import type { Peer } from '../port.ts';
import { HEADERS, LIMITS } from '../protocol.ts';
import { requestClaims } from './token.ts';

export interface PeerRequest {
  readonly method: 'GET' | 'POST';
  /** Path with query, below the peer's federation URL. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Signed documents date themselves as the token is dated: by the peer's clock, as far as it is known. */
  readonly body?: string | ((now: EpochMs) => Promise<string>);
  /** Of the body; a JWS unless another is named. */
  readonly contentType?: string;
  readonly idleMs: number;
  readonly totalMs: number;
  readonly maxBytes: number;
  readonly signal?: AbortSignal;
}

/** Signed requests to peers, and what they teach about the peers' clocks. */
export interface PeerClient {
  /**
   * Sends a request with a token of its own. Refused for its time, it is signed once more with the offset
   * that was just measured. @throws EwsError `peer_unreachable`, `peer_timeout`, or `peer_answer` with the
   * peer's status, code and sentence
   */
  call(peer: Pick<Peer, 'node' | 'url'>, request: PeerRequest): Promise<OutgoingAnswer>;
  /** The peer's clock as last measured, by whichever request. */
  clock(node: NodeId): MeasuredClock | undefined;
}

/** A peer's clock minus ours, and the time on the way there and back. */
export interface MeasuredClock {
  readonly offsetMs: number;
  readonly roundTripMs: number;
}

/** A problem document is read up to this length. */
const MAX_PROBLEM_BYTES = 64 * 1024;

/** `answered` is told of each piece that comes back from a peer. */
export function createPeerClient(
  parts: FederationParts,
  answered: (node: NodeId) => void = () => undefined,
): PeerClient {
  const clocks = new Map<NodeId, MeasuredClock>();

  function keepClock(node: NodeId, measured: MeasuredClock): void {
    const before = clocks.get(node);
    clocks.set(node, measured);
    // Told when it goes off, not with every request.
    if (isOff(measured) && !(before !== undefined && isOff(before))) {
      parts.events.clockOff({ peer: node, offsetMs: measured.offsetMs });
    }
  }

  async function send(peer: Pick<Peer, 'node' | 'url'>, request: PeerRequest): Promise<OutgoingAnswer> {
    if (peer.url === undefined)
      throw new EwsError('peer_unreachable', `No address of ${peer.node} is known here.`, {
        reason: 'no address',
      });
    const { url, basePath } = target(peer.url, request.path);
    const now = parts.wall.now() + signingOffset(clocks.get(peer.node)?.offsetMs ?? 0);
    const body = typeof request.body === 'function' ? await request.body(now) : request.body;
    const token = await parts.signer.signRequestToken(
      requestClaims({
        from: parts.node,
        to: peer.node,
        method: request.method,
        path: basePath,
        ...(body === undefined ? {} : { body }),
        id: parts.randomId(),
        now,
      }),
    );
    const started = parts.wall.now();
    const { body: _made, contentType = 'application/jose', ...rest } = request;
    const answer = await parts.outgoing.open({
      ...rest,
      url,
      ...(body === undefined ? {} : { body }),
      headers: {
        ...request.headers,
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': contentType }),
      },
    });
    answered(peer.node);
    const measured = measureClock(started, parts.wall.now(), answer.headers);
    if (measured !== undefined) keepClock(peer.node, measured);
    return { ...answer, body: noticed(answer.body, () => answered(peer.node)) };
  }

  return {
    async call(peer, request) {
      const first = await send(peer, request);
      if (isSuccess(first)) return first;
      const refusal = await readRefusal(peer.node, first);
      if (refusal.detail.code !== 'token_clock') throw refusal;
      const second = await send(peer, request);
      if (isSuccess(second)) return second;
      throw await readRefusal(peer.node, second);
    },
    clock: (node) => clocks.get(node),
  };
}

/** The same bytes; each piece is noticed when it is taken. */
async function* noticed(body: OutgoingAnswer['body'], notice: () => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    notice();
    yield chunk;
  }
}

function isOff({ offsetMs }: MeasuredClock): boolean {
  return Math.abs(offsetMs) > LIMITS.clockToleranceSeconds * 1000;
}

/** Clocks that are nearly right are left alone: a token's tolerance covers them. */
function signingOffset(offsetMs: number): number {
  return Math.abs(offsetMs) > (LIMITS.clockToleranceSeconds * 1000) / 2 ? offsetMs : 0;
}

function target(base: string, path: string): { url: string; basePath: string } {
  const url = `${base.replace(/\/+$/, '')}${path}`;
  const { pathname, search } = new URL(url);
  return { url, basePath: pathname + search };
}

/**
 * As NTP does: ours at departure and arrival, theirs at arrival and departure. The peer's two times are its
 * own word: they decide how our tokens to it are dated, and nothing else.
 */
export function measureClock(
  departed: number,
  arrived: number,
  headers: OutgoingAnswer['headers'],
): MeasuredClock | undefined {
  const received = Number(headers[HEADERS.received]);
  const sent = Number(headers[HEADERS.sent]);
  if (!Number.isSafeInteger(received) || !Number.isSafeInteger(sent) || received <= 0 || sent < received)
    return undefined;
  return {
    offsetMs: Math.round((received - departed + (sent - arrived)) / 2),
    roundTripMs: Math.max(0, arrived - departed - (sent - received)),
  };
}

/** The peer refused a cursor because it has no more of that log. */
export function isBehind(error: unknown): boolean {
  return hasCode(error, 'peer_answer') && error.detail.code === 'cursor_ahead';
}

/** Nothing else is one: a redirection would lead where nobody enrolled. */
function isSuccess({ status }: OutgoingAnswer): boolean {
  return status === 200 || status === 204;
}

async function readRefusal(node: NodeId, answer: OutgoingAnswer): Promise<EwsError> {
  let text = '';
  try {
    for await (const chunk of answer.body) {
      text += Buffer.from(chunk).toString('utf8');
      if (text.length > MAX_PROBLEM_BYTES) break;
    }
  } catch {
    // A refusal whose reason cannot be read is still a refusal.
  }
  const problem = parseProblem(text);
  return new EwsError('peer_answer', `${node} answered ${answer.status} ${problem.code}: ${problem.detail}`, {
    status: answer.status,
    code: problem.code,
  });
}

function parseProblem(text: string): { code: string; detail: string } {
  try {
    const { code, detail } = JSON.parse(text) as Record<string, unknown>;
    return { code: String(code).slice(0, 60), detail: String(detail).slice(0, 500) };
  } catch {
    return { code: 'unknown', detail: 'no problem document' };
  }
}
