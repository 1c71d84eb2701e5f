import { Readable } from 'node:stream';
import { Agent, type Dispatcher, errors, request } from 'undici';
import { EwsError } from '../domain/errors.ts';
import { isAllowedUrl } from '../domain/url.ts';
import { currentRequestId, REQUEST_ID_HEADER } from '../request-id.ts';

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

/** All requests that this program makes. Redirects are not followed; nothing is retried here. */
export interface Outgoing {
  /** @throws EwsError `peer_unreachable`, `peer_timeout`, `invalid_input` (an address that is not allowed) */
  open(request: OutgoingRequest): Promise<OutgoingAnswer>;
  /** The same, with the body read whole as text. @throws also `page_too_large` */
  fetchText(
    request: OutgoingRequest,
  ): Promise<{ status: number; headers: OutgoingAnswer['headers']; text: string }>;
  close(): Promise<void>;
}

/** `allowHttp`: whether addresses other than loopback may be asked without TLS. */
export function createOutgoing(options: { readonly allowHttp: boolean }): Outgoing {
  const agent = new Agent({
    connect: { timeout: 5_000 },
    connections: 16,
    pipelining: 1,
    maxResponseSize: -1,
  });

  async function open(outgoing: OutgoingRequest): Promise<OutgoingAnswer> {
    requireAllowed(outgoing.url, options.allowHttp);
    const total = AbortSignal.timeout(outgoing.totalMs);
    const signal = outgoing.signal === undefined ? total : AbortSignal.any([total, outgoing.signal]);
    try {
      const { statusCode, headers, body } = await request(outgoing.url, {
        method: outgoing.method,
        headers: { 'accept-encoding': 'identity', ...requestIdHeader(), ...outgoing.headers },
        ...(outgoing.body === undefined ? {} : { body: asBody(outgoing.body) }),
        headersTimeout: outgoing.idleMs,
        bodyTimeout: outgoing.idleMs,
        signal,
        dispatcher: agent,
      });
      return { status: statusCode, headers, body: bounded(body, outgoing) };
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

async function* bounded(
  body: Dispatcher.ResponseData['body'],
  outgoing: OutgoingRequest,
): AsyncGenerator<Uint8Array> {
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

function requireAllowed(url: string, allowHttp: boolean): void {
  if (isAllowedUrl(url, allowHttp)) return;
  throw new EwsError(
    'invalid_input',
    `${url} is not an https address; http is for loopback, or where the configuration allows it.`,
  );
}

function translate(cause: unknown, { url }: OutgoingRequest): unknown {
  if (cause instanceof EwsError) return cause;
  const { name, message, code } = cause as Error & { code?: string };
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
