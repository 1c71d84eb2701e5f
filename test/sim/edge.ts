import { Buffer } from 'node:buffer';
import { STATUS_CODES } from 'node:http';
import { z } from 'zod';
import { EwsError } from '../../src/domain/errors.ts';
import type { Clock } from '../../src/domain/time.ts';
import type { Federation } from '../../src/federation/federation.ts';
import {
  bodyDigest,
  HEADERS,
  LIMITS,
  logPathName,
  PATHS,
  PullQuery,
  type RequestClaims,
} from '../../src/federation/protocol.ts';
import { judgeClaims } from '../../src/federation/token.ts';
import { statusOf } from '../../src/http/errors.ts';
import { fromBase64url, utf8 } from '../../src/domain/bytes.ts';
import { verifyEd25519 } from '../../src/log/ed25519.ts';
import { strongPublicBytes } from '../../src/log/keys.ts';
import type { OwnLog } from '../../src/log/own-log.ts';
import { parseTilePath } from '../../src/log/tiles.ts';
import type { Answer, Incoming } from './network.ts';

/** What src/http/federation works on. */
export interface EdgeParts {
  readonly node: string;
  readonly federation: Federation;
  readonly log: OwnLog;
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
  const { federation, log } = parts;
  const { pathname, searchParams } = new URL(request.path, 'https://any.example');
  const logs = `${PATHS.logs}/`;
  if (request.method === 'GET' && pathname === PATHS.nodeDocument) return text(federation.serve.document);
  if (request.method === 'GET' && pathname.startsWith(logs)) {
    const [name = '', kind = '', ...rest] = pathname.slice(logs.length).split('/');
    if (name !== logPathName(log.origin)) throw new EwsError('not_found', `No log ${name} here.`);
    if (kind === 'checkpoint') {
      const note = log.head().checkpoint;
      parts.onCheckpoint(note);
      return text(note);
    }
    if (kind === 'tile') {
      const tile = await federation.serve.tile(parseTilePath(`/tile/${rest.join('/')}`));
      return { status: 200, headers: {}, body: tile };
    }
    if (kind === 'entries') return pull(parts, request, await requireClaims(parts, request, receivedAt), searchParams);
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
  request: Incoming,
  claims: RequestClaims,
  query: URLSearchParams,
): Promise<Answer> {
  const parsed = PullQuery.safeParse(Object.fromEntries(query));
  if (!parsed.success) throw new EwsError('invalid_input', z.prettifyError(parsed.error));
  const { from, limit, wait } = parsed.data;
  federation.serve.requireServable(from);
  const cursor = request.headers[HEADERS.cursor];
  if (cursor === undefined || cursor.length > LIMITS.cursorBytes)
    throw new EwsError('cursor_invalid', 'A pull carries one cursor.');
  await federation.receive.cursor(cursor, claims);
  onToken(claims);
  const page = federation.serve.page({
    reader: claims.iss,
    from,
    limit,
    waitSeconds: wait,
    signal: request.gone,
  });
  return { status: 200, headers: {}, body: withNewlines(page, (line) => onLine(claims.iss, line)) };
}

async function* withNewlines(
  lines: AsyncIterable<string>,
  see: (line: string) => void,
): AsyncGenerator<string> {
  for await (const line of lines) {
    see(line);
    yield `${line}\n`;
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
    thrown instanceof EwsError ? thrown : new EwsError('internal', thrown instanceof Error ? thrown.message : 'unknown');
  const status = statusOf(error.code);
  const { code, message, detail } = error;
  const body = JSON.stringify({ ...detail, title: STATUS_CODES[status], status, detail: message, code });
  return { status, headers: { 'content-type': 'application/problem+json' }, body };
}
