import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { HEADERS, logPathName, PATHS } from '../../src/federation/protocol.ts';
import { entryDigest } from '../../src/log/entry-digest.ts';
import { encodeBundle, parseTilePath, tileNodeIds, tileWidthAt } from '../../src/log/tiles.ts';
import { documentOf, type HostileLog, hostileLog, type Line } from './hostile-log.ts';

/** What a node asks for when it pulls. */
export interface Pull {
  readonly from: number;
  readonly limit: number;
  readonly wait: number;
  /** Who pulls, as its token says. */
  readonly reader: string;
  /** The size that its cursor says is held. */
  readonly held: number;
}

/** Answers a pull in place of what is right. */
export type Lie = (pull: Pull, response: ServerResponse) => unknown;

/** A server with keys of its own that speaks the protocol rightly until a test has it lie. */
export interface HostilePeer {
  readonly id: string;
  readonly url: string;
  readonly fingerprint: string;
  /** What it serves while it does not lie. */
  log: HostileLog;
  document: string;
  /** What it shows at `…/checkpoint` instead of the newest one. */
  checkpoint: string | undefined;
  /** How often its document was asked for. */
  documents: number;
  /** The pulls that came. */
  readonly pulls: Pull[];
  /** Has pulls answered by a lie from here on, those that wait included; undefined: honestly. */
  lie(lie: Lie | undefined): void;
}

let count = 0;

/** A peer with an empty log and an id that no other one has. */
export async function startHostilePeer(t: TestContext): Promise<HostilePeer> {
  count += 1;
  const log = hostileLog(`hostile-${count}.ews.example`);
  const server = createServer(async (request, response) => {
    response.on('error', () => undefined);
    try {
      await answer(request, response);
    } catch {
      response.destroy();
    }
  });
  // A test that failed half-way must not keep the process.
  server.on('connection', (socket) => socket.unref());
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });

  let liar: Lie | undefined;
  let changed = new AbortController();
  const peer: HostilePeer = {
    id: log.id,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fingerprint: log.fingerprint,
    log,
    document: await documentOf(log),
    checkpoint: undefined,
    documents: 0,
    pulls: [],
    lie(lie) {
      liar = lie;
      changed.abort();
      changed = new AbortController();
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', peer.url);
    const below = url.pathname.slice(`${PATHS.logs}/${logPathName(log.origin)}`.length);
    request.resume();
    if (url.pathname === PATHS.nodeDocument) {
      peer.documents += 1;
      response.end(peer.document);
    } else if (url.pathname === PATHS.hints) response.writeHead(204).end();
    else if (below === '/checkpoint') response.end(peer.checkpoint ?? peer.log.checkpoint());
    else if (below.startsWith('/tile/')) response.end(tileOf(peer.log, below));
    else if (below === '/entries') await answerPull(pullOf(request, url), response);
    else response.writeHead(404).end('{}');
  }

  async function answerPull(pull: Pull, response: ServerResponse): Promise<void> {
    peer.pulls.push(pull);
    if (liar === undefined && peer.log.size <= pull.from) {
      await sleep(pull.wait * 1000, undefined, { signal: changed.signal }).catch(() => undefined);
    }
    await (liar ?? honest(peer))(pull, response);
  }

  return peer;
}

/** What a peer answers that does not lie. */
export function honest(peer: HostilePeer): Lie {
  return async ({ from, reader }, response) => sendLines(response, await peer.log.page(from, reader));
}

/** Answers every pull with these lines. */
export function lines(all: readonly Line[]): Lie {
  return (_pull, response) => sendLines(response, all);
}

/** Answers every pull with this body. */
export function body(content: string | Uint8Array, status = 200, headers: Record<string, string> = {}): Lie {
  return (_pull, response) => {
    response.writeHead(status, { 'content-type': 'application/x-ndjson', ...headers }).end(content);
  };
}

function sendLines(response: ServerResponse, all: readonly Line[]): void {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' }).end(ndjson(all));
}

export function ndjson(all: readonly Line[]): string {
  return all.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');
}

/** Writes for as long as the other side reads. */
export async function pour(response: ServerResponse, chunk: (index: number) => string): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  for (let index = 0; !response.destroyed; index += 1) {
    if (response.write(chunk(index))) await sleep(0);
    else await Promise.race([once(response, 'drain'), once(response, 'close')]);
  }
}

function pullOf(request: IncomingMessage, url: URL): Pull {
  const [, claims = ''] = (request.headers.authorization ?? '').split('.');
  const [, cursor = ''] = String(request.headers[HEADERS.cursor] ?? '').split('.');
  const { iss } = decoded(claims) as { iss: string };
  const { size: held } = decoded(cursor) as { size: number };
  const number = (name: string) => Number(url.searchParams.get(name));
  return { from: number('from'), limit: number('limit'), wait: number('wait'), reader: iss, held };
}

function decoded(part: string): unknown {
  return JSON.parse(Buffer.from(part, 'base64url').toString());
}

function tileOf(log: HostileLog, path: string): Uint8Array {
  const tile = parseTilePath(path);
  if (tile.width > tileWidthAt(log.size, tile.level, tile.index)) throw new Error('no such tile');
  if (tile.level !== 'entries') return Buffer.concat(log.nodes(tileNodeIds(tile)));
  const first = tile.index * 256;
  return encodeBundle(Array.from({ length: tile.width }, (_, at) => entryDigest(log.entry(first + at))));
}
