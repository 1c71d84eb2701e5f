import type { FastifyRequest } from 'fastify';
import { EwsError } from '../domain/errors.ts';

/** A header that the console sends: no form of another site can, and no script without asking first. */
export const CONSOLE_HEADER = 'x-ews-console';

/**
 * Requires that a request comes from a page of this very host and port. A browser adds a cookie by itself, also
 * for a page of another port, whose site is the same: `SameSite` does not keep that out, the origin does.
 * @throws EwsError `forbidden`
 */
export function requireOwnPage(request: FastifyRequest): void {
  if (!isSameOrigin(request)) {
    throw new EwsError('forbidden', 'This came from a page of another origin: use the console of this node.');
  }
  if (request.headers[CONSOLE_HEADER] === '1') return;
  throw new EwsError('forbidden', `A request by cookie that changes something needs ${CONSOLE_HEADER}: 1.`);
}

/** `Sec-Fetch-Site` is the browser's word; where it is not sent (over http to another host), `Origin` is. */
function isSameOrigin({ headers, host }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  return headers.origin !== undefined && URL.parse(headers.origin)?.host === host;
}
