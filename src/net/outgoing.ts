import { pipeline, Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip } from 'node:zlib';
import { Agent, type Dispatcher, errors, interceptors, request } from 'undici';
import { EwsError } from '../domain/errors.ts';
import { isAllowedUrl } from '../domain/url.ts';
import { currentRequestId, REQUEST_ID_HEADER } from '../request-id.ts';
import { type AllowedHost, guardedLookup, requireAllowedHost } from './guard.ts';

export interface OutgoingRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array>;
  /** Until the answer's head has arrived, and then between two pieces of its body. */
  readonly idleMs: number;
  /** For the whole exchange. */
  readonly totalMs: number;
  /** An answer longer than this is cut off and refused. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal;
}

export interface OutgoingAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Bounded by `maxBytes`, `idleMs` and `totalMs`. Must be read or destroyed. */
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * All requests that this program makes. Those to peers follow no redirects and are not tried again here; for those to
 * sources of data see `createSourceOutgoing`.
 */
export interface Outgoing {
  /**
   * @throws EwsError `peer_unreachable`, `peer_timeout`, `invalid_input` (an address that is not allowed); to sources
   * `source_forbidden`
   */
  open(request: OutgoingRequest): Promise<OutgoingAnswer>;
  /** The same, with the body read whole as text. @throws also `page_too_large` */
  fetchText(
    request: OutgoingRequest,
  ): Promise<{ status: number; headers: OutgoingAnswer['headers']; text: string }>;
  close(): Promise<void>;
}

/** To one address. Through one peer there may be as many long polls as there are logs that it relays. */
const PEER_CONNECTIONS = 256;
const SOURCE_CONNECTIONS = 16;
const MANNERS = { pipelining: 1, maxResponseSize: -1 } as const;
const CONNECT_MS = 5_000;

/** `allowHttp`: whether addresses other than loopback may be asked without TLS. */
export function createOutgoing(options: { readonly allowHttp: boolean }): Outgoing {
  const agent = new Agent({ ...MANNERS, connections: PEER_CONNECTIONS, connect: { timeout: CONNECT_MS } });
  const requireAllowed = (url: string) => requireAllowedUrl(url, options.allowHttp);
  return outgoingOver(agent, agent, { requireAllowed, packed: false });
}

/** How often a source is tried again, and the wait before the first time; each further one is twice as long. */
export interface Retries {
  readonly times: number;
  readonly firstAfterMs: number;
}

/** Redirects that are followed. */
const MAX_REDIRECTS = 5;
const MAX_RETRY_WAIT_MS = 60_000;

/** What the network or the other side does for a while, by the codes of Node.js and undici. */
const PASSING = [
  ...['ECONNRESET', 'ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETDOWN', 'ENETUNREACH', 'EHOSTDOWN'],
  ...['EHOSTUNREACH', 'EPIPE', 'ETIMEDOUT', 'UND_ERR_SOCKET', 'UND_ERR_CONNECT_TIMEOUT'],
];

/**
 * Requests to sources of data: only to hosts that the operator allows, wherever redirects or names lead; content is
 * unpacked, and what passes by itself (no way, 429, 5xx) is tried again within the time of the request.
 */
export function createSourceOutgoing(allow: readonly AllowedHost[], retries: Retries): Outgoing {
  const connect = { timeout: CONNECT_MS, lookup: guardedLookup(allow) };
  const agent = new Agent({ ...MANNERS, connections: SOURCE_CONNECTIONS, connect });
  const requireAllowed = (url: string | URL) => requireAllowedHost(url, allow);
  // From the network outwards: each step of a redirect is checked, and tried again, on its own.
  const dispatcher = agent.compose(
    (dispatch) => (options, handler) => {
      requireAllowed(new URL(options.path, options.origin));
      return dispatch(options, handler);
    },
    interceptors.retry({
      maxRetries: retries.times,
      minTimeout: retries.firstAfterMs,
      maxTimeout: MAX_RETRY_WAIT_MS,
      errorCodes: PASSING,
      throwOnError: false,
    }),
    interceptors.redirect({ maxRedirections: MAX_REDIRECTS, throwOnMaxRedirect: true }),
  );
  return outgoingOver(agent, dispatcher, { requireAllowed, packed: true });
}

interface Manners {
  readonly requireAllowed: (url: string) => void;
  /** Whether content may come packed, and is unpacked. */
  readonly packed: boolean;
}

function outgoingOver(agent: Agent, dispatcher: Dispatcher, { requireAllowed, packed }: Manners): Outgoing {
  const encodings = packed ? Object.keys(UNPACKERS).join(', ') : 'identity';
  async function open(outgoing: OutgoingRequest): Promise<OutgoingAnswer> {
    requireAllowed(outgoing.url);
    const total = AbortSignal.timeout(outgoing.totalMs);
    const signal = outgoing.signal === undefined ? total : AbortSignal.any([total, outgoing.signal]);
    try {
      const { statusCode, headers, body } = await request(outgoing.url, {
        method: outgoing.method,
        headers: { 'accept-encoding': encodings, ...requestIdHeader(), ...outgoing.headers },
        ...(outgoing.body === undefined ? {} : { body: asBody(outgoing.body) }),
        headersTimeout: outgoing.idleMs,
        bodyTimeout: outgoing.idleMs,
        signal,
        dispatcher,
      });
      const content = packed ? unpacked(body, headers, outgoing) : body;
      return { status: statusCode, headers, body: bounded(content, outgoing) };
    } catch (cause) {
      throw translate(cause, outgoing);
    }
  }

  return {
    open,
    async fetchText(outgoing) {
      const answer = await open(outgoing);
      const chunks: Uint8Array[] = [];
      for await (const chunk of answer.body) chunks.push(chunk);
      return { status: answer.status, headers: answer.headers, text: Buffer.concat(chunks).toString('utf8') };
    },
    close: () => agent.destroy(),
  };
}

function requestIdHeader(): Record<string, string> {
  const id = currentRequestId();
  return id === undefined ? {} : { [REQUEST_ID_HEADER]: id };
}

/** What content may be packed as. */
const UNPACKERS = { gzip: createGunzip, br: createBrotliDecompress } as const;

function unpacked(body: Readable, headers: OutgoingAnswer['headers'], { url }: OutgoingRequest): Readable {
  const encoding = String(headers['content-encoding'] ?? 'identity').toLowerCase();
  if (encoding === 'identity') return body;
  if (!Object.hasOwn(UNPACKERS, encoding)) {
    body.on('error', () => undefined).destroy();
    const message = `${url} sends its content packed as ${encoding}, for which it was not asked.`;
    throw new EwsError('source_answer', message, { encoding });
  }
  const unpacker = UNPACKERS[encoding as keyof typeof UNPACKERS]();
  // What goes wrong on either side is seen by whoever reads the result.
  pipeline(body, unpacker, () => undefined);
  return unpacker;
}

async function* bounded(body: Readable, outgoing: OutgoingRequest): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  try {
    for await (const chunk of body) {
      bytes += (chunk as Buffer).length;
      // The peer decides how much it sends; we decide how much we take.
      if (bytes > outgoing.maxBytes) {
        throw new EwsError(
          'page_too_large',
          `The answer of ${outgoing.url} is longer than ${outgoing.maxBytes} bytes.`,
        );
      }
      yield chunk as Buffer;
    }
  } catch (cause) {
    throw translate(cause, outgoing);
  } finally {
    body.destroy();
  }
}

/** undici takes bytes and streams as Node's own. */
function asBody(body: NonNullable<OutgoingRequest['body']>): string | Buffer | Readable {
  if (typeof body === 'string') return body;
  return body instanceof Uint8Array ? Buffer.from(body) : Readable.from(body);
}

function requireAllowedUrl(url: string, allowHttp: boolean): void {
  if (isAllowedUrl(url, allowHttp)) return;
  throw new EwsError(
    'invalid_input',
    `${url} is not an https address; http is for loopback, or where the configuration allows it.`,
  );
}

function translate(cause: unknown, { url }: OutgoingRequest): unknown {
  if (cause instanceof EwsError) return cause;
  const { name, message, code } = cause as Error & { code?: string };
  if (cause instanceof errors.MaxRedirectsError)
    return new EwsError('source_answer', `${url} leads on for more than ${MAX_REDIRECTS} redirects.`);
  if (/^(Z_|ERR__ERROR|ERR_BROTLI)/.test(code ?? ''))
    return new EwsError('source_answer', `${url} sends content that cannot be unpacked: ${message}.`);
  const timedOut =
    cause instanceof errors.HeadersTimeoutError ||
    cause instanceof errors.BodyTimeoutError ||
    cause instanceof errors.ConnectTimeoutError ||
    name === 'TimeoutError';
  if (timedOut)
    return new EwsError(
      'peer_timeout',
      `${url} did not answer in time.`,
      { url, reason: code ?? name },
      { cause },
    );
  const why = message || (code ?? name);
  return new EwsError(
    'peer_unreachable',
    `${url} cannot be reached: ${why}.`,
    { url, reason: code ?? name },
    { cause },
  );
}
