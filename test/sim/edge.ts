import { Buffer } from 'node:buffer';
import { STATUS_CODES } from 'node:http';
import { z } from 'zod';
import { fromBase64url, utf8 } from '../../src/domain/bytes.ts';
import { EwsError } from '../../src/domain/errors.ts';
import type { LogOrigin } from '../../src/domain/node-id.ts';
import type { Clock } from '../../src/domain/time.ts';
import type { Federation } from '../../src/federation/federation.ts';
import { judgeClaims } from '../../src/federation/peers/token.ts';
import {
  bodyDigest,
  HEADERS,
  LIMITS,
  PATHS,
  PullQuery,
  type RequestClaims,
} from '../../src/federation/protocol.ts';
import type { PagePiece } from '../../src/federation/serve/serve.ts';
import { statusOf } from '../../src/http/errors.ts';
import { verifyEd25519 } from '../../src/log/ed25519.ts';
import { strongPublicBytes } from '../../src/log/keys.ts';
import { parseTilePath } from '../../src/log/tiles.ts';
import type { Answer, Incoming } from './network.ts';

/** What src/http/federation works on. */
export interface EdgeParts {
  readonly node: string;
  readonly federation: Federation;
  readonly wall: Clock;
  /** Sees each line of a page before it leaves, and who is to get it. */
  readonly onLine: (reader: string, line: string) => void;
  /** Sees each checkpoint that is shown to whoever asks. */
  readonly onCheckpoint: (note: string) => void;
  /** Sees each token that was accepted for one use. */
  readonly onToken: (claims: RequestClaims) => void;
}

/** Answers as src/http/federation does: tokens verified, limits, problem documents, clock headers. */
export function createEdge(parts: EdgeParts): (request: Incoming) => Promise<Answer> {
  return async (request) => {
    const receivedAt = parts.wall.now();
    let answer: Answer;
    try {
      answer = await answerTo(parts, request, receivedAt);
    } catch (error) {
      answer = problem(error);
    }
    const headers = {
      ...answer.headers,
      [HEADERS.received]: String(receivedAt),
      [HEADERS.sent]: String(parts.wall.now()),
    };
    return { ...answer, headers };
  };
}

async function answerTo(parts: EdgeParts, request: Incoming, receivedAt: number): Promise<Answer> {
  const { federation } = parts;
  const { serve } = federation;
  const { pathname, searchParams } = new URL(request.path, 'https://any.example');
  const logs = `${PATHS.logs}/`;
  const nodes = `${PATHS.nodes}/`;
  if (request.method === 'GET' && pathname === PATHS.nodeDocument) return text(serve.document);
  if (request.method === 'GET' && pathname.startsWith(nodes)) {
    await requireClaims(parts, request, receivedAt);
    return text(await serve.documentOf(pathname.slice(nodes.length)));
  }
  if (request.method === 'GET' && pathname.startsWith(logs)) {
    const [name = '', kind = '', ...rest] = pathname.slice(logs.length).split('/');
    if (kind === 'known') {
      const known = await serve.known(name);
      return known === undefined ? { status: 204, headers: {}, body: '' } : text(known);
    }
    if (kind === 'entries') {
      const claims = await requireClaims(parts, request, receivedAt);
      return pull(parts, await serve.named(name), request, claims, searchParams);
    }
    const origin = await serve.named(name);
    if (kind === 'checkpoint') {
      const note = await serve.checkpoint(origin);
      parts.onCheckpoint(note);
      return text(note);
    }
    if (kind === 'tile') {
      const tile = await serve.tile(origin, parseTilePath(`/tile/${rest.join('/')}`));
      return { status: 200, headers: {}, body: tile };
    }
  }
  if (request.method === 'POST' && pathname === PATHS.addCheckpoint) {
    requireShort(request, LIMITS.addCheckpointBytes);
    const answer = await federation.witnessing.addCheckpoint(request.body);
    return answer.kind === 'cosigned'
      ? text(answer.line)
      : { status: 409, headers: { 'content-type': 'text/x.tlog.size' }, body: `${answer.size}\n` };
  }
  if (request.method === 'POST' && pathname === PATHS.cosignatures) {
    requireShort(request, LIMITS.cosignatureBytes);
    const claims = await requireClaims(parts, request, receivedAt);
    await federation.witnessing.cosignature(request.body, claims);
    parts.onToken(claims);
    return { status: 204, headers: {}, body: '' };
  }
  if (request.method === 'POST' && pathname === PATHS.checkpoints) {
    requireShort(request, LIMITS.knownCheckpointsBytes);
    const claims = await requireClaims(parts, request, receivedAt);
    const answer = await federation.witnessing.exchange(request.body, claims);
    parts.onToken(claims);
    return text(answer);
  }
  if (request.method === 'POST' && pathname === PATHS.hints) {
    requireShort(request, LIMITS.hintBytes);
    const claims = await requireClaims(parts, request, receivedAt);
    await federation.receive.hint(request.body, claims);
    parts.onToken(claims);
    return { status: 204, headers: {}, body: '' };
  }
  throw new EwsError('not_found', `There is no ${request.method} ${pathname} here.`);
}

async function pull(
  { federation, onToken, onLine }: EdgeParts,
  origin: LogOrigin,
  request: Incoming,
  claims: RequestClaims,
  query: URLSearchParams,
): Promise<Answer> {
  const parsed = PullQuery.safeParse(Object.fromEntries(query));
  if (!parsed.success) throw new EwsError('invalid_input', z.prettifyError(parsed.error));
  const { from, limit, wait } = parsed.data;
  await federation.serve.requireServable(origin, from, claims.iss);
  const cursor = request.headers[HEADERS.cursor];
  if (cursor === undefined || cursor.length > LIMITS.cursorBytes)
    throw new EwsError('cursor_invalid', 'A pull carries one cursor.');
  await federation.receive.cursor(origin, cursor, claims);
  onToken(claims);
  const page = federation.serve.page({
    origin,
    reader: claims.iss,
    from,
    limit,
    waitSeconds: wait,
    signal: request.gone,
  });
  return { status: 200, headers: {}, body: oneByOne(page, (line) => onLine(claims.iss, line)) };
}

/** Line by line, so that a fault may come after each. */
async function* oneByOne(
  page: AsyncIterable<PagePiece>,
  see: (line: string) => void,
): AsyncGenerator<string> {
  for await (const { text } of page) {
    for (const line of String(Buffer.from(text)).split('\n').slice(0, -1)) {
      see(line);
      yield `${line}\n`;
    }
  }
}

const Unverified = z.object({
  header: z.object({ alg: z.literal('EdDSA'), kid: z.string().max(100) }),
  payload: z.looseObject({ iss: z.string().max(200) }),
});

async function requireClaims(parts: EdgeParts, request: Incoming, now: number): Promise<RequestClaims> {
  const token = request.headers.authorization?.replace(/^Bearer /, '') ?? '';
  const [header = '', payload = '', signature = ''] = token.split('.');
  const unverified = Unverified.safeParse({ header: decode(header), payload: decode(payload) });
  if (!unverified.success) throw new EwsError('token_invalid', 'This is not a request token.');
  const { kid } = unverified.data.header;
  const key = await parts.federation.receive.requestKey(unverified.data.payload.iss, kid);
  if (!verifyEd25519(strongPublicBytes(key), utf8(`${header}.${payload}`), fromBase64url(signature)))
    throw new EwsError('token_invalid', 'The signature of the token does not hold.');
  return judgeClaims(decode(payload), {
    node: parts.node,
    method: request.method,
    path: request.path,
    bodyDigest: bodyDigest(request.body),
    now,
  });
}

function decode(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

function requireShort({ body }: Incoming, most: number): void {
  if (body.length > most) throw new EwsError('too_large', `At most ${most} bytes.`);
}

function text(body: string): Answer {
  return { status: 200, headers: {}, body };
}

/** As src/http/errors.ts writes it. */
function problem(thrown: unknown): Answer {
  const error =
    thrown instanceof EwsError
      ? thrown
      : new EwsError('internal', thrown instanceof Error ? thrown.message : 'unknown');
  const status = statusOf(error.code);
  const { code, message, detail } = error;
  const body = JSON.stringify({ ...detail, title: STATUS_CODES[status], status, detail: message, code });
  return { status, headers: { 'content-type': 'application/problem+json' }, body };
}
