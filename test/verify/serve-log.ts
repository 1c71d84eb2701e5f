import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { logPathName, PATHS } from '../../src/federation/protocol.ts';
import { encodeBundle, parseTilePath, tileNodeIds, tileWidthAt } from '../../src/log/tiles.ts';
import { NOW, type TestLog } from './test-log.ts';

export type Body = string | Uint8Array;

/** Answers a path of the log (`/checkpoint`, `/tile/…`) in place of what is right; undefined: as it is. */
export type Lie = (path: string, truth: () => Body, response: ServerResponse) => Body | 'handled' | undefined;

/** A log that is served by the public routes, and by nothing else. */
export interface Site {
  readonly url: string;
  readonly prefix: string;
  /** Requests that came, as `GET /path`; with `+token` where one carried an authorization. */
  readonly requests: string[];
  lie: Lie;
}

export async function serveLog(t: TestContext, log: TestLog): Promise<Site> {
  const prefix = `${PATHS.logs}/${logPathName(log.origin)}`;
  const server = createServer((request, response) => {
    site.requests.push(described(request));
    const path = request.url ?? '';
    const below = path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : path;
    const answer = answerTo(log, site, below, response);
    if (answer === 'handled') return;
    if (answer === undefined) response.writeHead(404).end('{}');
    else response.writeHead(200).end(answer);
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const site: Site = { url, prefix: url + prefix, requests: [], lie: () => undefined };
  return site;
}

function described({ method, url, headers }: IncomingMessage): string {
  return `${method} ${url}${headers.authorization === undefined ? '' : ' +token'}`;
}

function answerTo(
  log: TestLog,
  site: Site,
  path: string,
  response: ServerResponse,
): Body | 'handled' | undefined {
  const truth = () => truthOf(log, path) as Body;
  return site.lie(path, truth, response) ?? truthOf(log, path);
}

function truthOf(log: TestLog, path: string): Body | undefined {
  if (path === PATHS.nodeDocument) return log.document;
  if (path === '/checkpoint') return log.checkpoint({ at: NOW - 4_000 });
  if (!path.startsWith('/tile/')) return undefined;
  const tile = parseTilePath(path);
  if (tile.width > tileWidthAt(log.size, tile.level, tile.index)) return undefined;
  const from = tile.index * 256;
  return tile.level === 'entries'
    ? encodeBundle(log.digests(from, from + tile.width))
    : Buffer.concat(log.nodes(tileNodeIds(tile)));
}
