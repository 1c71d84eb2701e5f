import { EwsError } from '../../src/domain/errors.ts';
import type { OutgoingAnswer, OutgoingRequest } from '../../src/net/outgoing.ts';
import type { Life } from './life.ts';
import type { Due, Scheduler } from './scheduler.ts';

/** The caller's end of a request and its answer: what arrives, and the times after which it is not waited for. */
export interface Exchange {
  readonly answer: Promise<OutgoingAnswer>;
  /** Nothing more of it can reach the caller. */
  readonly over: boolean;
  head(status: number, headers: Record<string, string>): void;
  chunk(bytes: Uint8Array): void;
  end(): void;
  /** The connection broke, or could not be made. */
  fail(code: 'peer_unreachable' | 'peer_timeout', why: string): void;
}

/** `gone` is called once when the caller lets go of an exchange that had not ended. */
export function createExchange(
  scheduler: Scheduler,
  caller: Life,
  request: OutgoingRequest,
  gone: () => void,
): Exchange {
  const answer = Promise.withResolvers<OutgoingAnswer>();
  const chunks: Uint8Array[] = [];
  let state: 'open' | 'ended' | 'over' = 'open';
  let hasHead = false;
  let failure: EwsError | undefined;
  let wake: () => void = () => undefined;
  let lastAt = scheduler.now;
  let bytes = 0;

  function finish(error: EwsError | undefined): void {
    if (state === 'over' || !caller.alive) return;
    const wasOpen = state === 'open';
    state = 'over';
    total.cancel();
    idle.cancel();
    request.signal?.removeEventListener('abort', abort);
    failure = error;
    if (wasOpen && error !== undefined) gone();
    if (!hasHead && error !== undefined) answer.reject(error);
    wake();
  }

  const fail = (code: 'peer_unreachable' | 'peer_timeout' | 'page_too_large', why: string) =>
    finish(new EwsError(code, `${request.url}: ${why}.`, { url: request.url }));
  const abort = () => fail('peer_unreachable', 'this side ended it');
  const total = scheduler.after(request.totalMs, () => fail('peer_timeout', 'it takes too long'));
  let idle: Due = scheduler.after(request.idleMs, watchIdle);

  // One timer that looks when it goes off, instead of one for each piece that arrives.
  function watchIdle(): void {
    const left = lastAt + request.idleMs - scheduler.now;
    if (left <= 0) fail('peer_timeout', 'nothing comes');
    else idle = scheduler.after(left, watchIdle);
  }

  async function* body(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        for (let next = chunks.shift(); next !== undefined; next = chunks.shift()) yield next;
        if (failure !== undefined) throw failure;
        if (state !== 'open') return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      if (state === 'open') fail('peer_unreachable', 'it is not read to its end');
    }
  }

  if (request.signal?.aborted) abort();
  else request.signal?.addEventListener('abort', abort, { once: true });

  return {
    answer: answer.promise,
    get over() {
      return state === 'over' || !caller.alive;
    },
    head(status, headers) {
      if (state !== 'open' || !caller.alive) return;
      hasHead = true;
      lastAt = scheduler.now;
      answer.resolve({ status, headers, body: body() });
    },
    chunk(piece) {
      if (state !== 'open' || !caller.alive) return;
      lastAt = scheduler.now;
      bytes += piece.length;
      if (bytes > request.maxBytes) return fail('page_too_large', `longer than ${request.maxBytes} bytes`);
      chunks.push(piece);
      wake();
    },
    end() {
      if (state !== 'open' || !caller.alive) return;
      state = 'ended';
      finish(undefined);
    },
    fail,
  };
}
