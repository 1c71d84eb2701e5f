import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * The id of the request on whose behalf something happens. It goes with every request to a peer, as
 * `x-request-id`, and into the lines of both logs, so that what one node asked can be followed in the other.
 * It proves nothing: whoever asks chooses it.
 */
const REQUEST_ID = /^[A-Za-z0-9._-]{8,64}$/;

export const REQUEST_ID_HEADER = 'x-request-id';

const current = new AsyncLocalStorage<string>();

/** Runs `work` on behalf of a request; so is all that it waits for. */
export function onBehalfOf<T>(requestId: string, work: () => T): T {
  return current.run(requestId, work);
}

export function currentRequestId(): string | undefined {
  return current.getStore();
}

/** Whether what a caller chose may go into logs and answers as it is. */
export function isRequestId(value: unknown): value is string {
  return typeof value === 'string' && REQUEST_ID.test(value);
}
