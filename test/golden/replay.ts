import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { bodyDigest } from '../../src/federation/protocol.ts';
import { JWS_TYPE, signJws, signJwt } from '../../src/log/jws.ts';
import type { Exchange, Recording } from './exchange.ts';

type Json = Record<string, unknown>;

/** A recorded node that answers again what it answered. */
export interface Replay {
  readonly url: string;
  /** What it was asked, by kind. */
  readonly asked: Map<string, number>;
  /** What it would have refused of requests that it knows, and why. */
  readonly refused: string[];
}

export function readRecording(name: string): Recording {
  return JSON.parse(readFileSync(join(import.meta.dirname, 'older', name), 'utf8')) as Recording;
}

/** Answers as the recorded node did, to whoever asks as that version understood it, and 404 to all else. */
export async function startReplay(t: TestContext, recording: Recording): Promise<Replay> {
  const asked = new Map<string, number>();
  const refused: string[] = [];
  const server = createServer((incoming, answer) => {
    void respond(incoming, answer);
  });

  async function respond(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(incoming);
    const recorded = find(recording, incoming);
    const kind = kindOf(incoming.url ?? '');
    const asking = recorded === undefined ? `unknown ${kind}` : kind;
    asked.set(asking, (asked.get(asking) ?? 0) + 1);
    const fault = recorded && faultOf(recorded, incoming, body);
    if (fault !== undefined) refused.push(`${incoming.method} ${incoming.url}: ${fault}`);
    if (recorded === undefined || fault !== undefined) {
      response.writeHead(fault === undefined ? 404 : 400, { 'content-type': 'application/problem+json' });
      response.end(
        JSON.stringify({ code: fault === undefined ? 'not_found' : 'invalid_input', detail: fault }),
      );
      return;
    }
    const now = String(Date.now());
    response.writeHead(recorded.answer.status, {
      ...recorded.answer.headers,
      'ews-received': now,
      'ews-sent': now,
    });
    response.end(
      kind === 'link-report'
        ? await redated(recording, recorded.answer.body, { reply: idOf(body) })
        : recorded.answer.body,
    );
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, refused };
}

/** What the recorded node asked, with tokens and reports of this minute: all else as it was. */
export async function askAgain(recording: Recording, exchange: Exchange, url: string): Promise<Response> {
  const { method, path, headers } = exchange;
  const isReport = kindOf(path) === 'link-report';
  const body = isReport ? await redated(recording, exchange.body) : exchange.body;
  const authorization =
    headers.authorization && `Bearer ${retokened(recording, headers.authorization, body)}`;
  const { 'ews-cursor': cursor } = headers;
  return fetch(url + path, {
    method,
    headers: {
      ...(authorization && { authorization }),
      ...(cursor && { 'ews-cursor': cursor }),
      ...(headers['content-type'] && { 'content-type': headers['content-type'] }),
    },
    ...(method === 'POST' ? { body } : {}),
  });
}

export function kindOf(path: string): string {
  return new URL(path, 'http://a').pathname.split('/').at(-1) ?? '';
}

/** Pulls are told apart by where they begin; how many entries and how long a wait they ask for may differ. */
function find({ answered }: Recording, { method, url = '' }: IncomingMessage): Exchange | undefined {
  const key = (path: string) => {
    const { pathname, searchParams } = new URL(path, 'http://a');
    return `${pathname} ${searchParams.get('from')}`;
  };
  return answered.find((each) => each.method === method && key(each.path) === key(url));
}

/** What the recorded version demands of requests: its queries and tokens were closed lists. */
function faultOf(
  recorded: Exchange,
  { url = '', headers }: IncomingMessage,
  body: string,
): string | undefined {
  for (const [name, value] of new URL(url, 'http://a').searchParams) {
    if (!['from', 'limit', 'wait'].includes(name) || !/^(0|[1-9][0-9]*)$/.test(value))
      return `${name}=${value}`;
  }
  if (recorded.headers.authorization === undefined) return undefined;
  const claims = payloadOf(headers.authorization?.replace('Bearer ', ''));
  const due = payloadOf(recorded.headers.authorization.replace('Bearer ', ''));
  for (const name of ['iss', 'aud', 'htm'])
    if (claims[name] !== due[name]) return `the token's ${name} is ${claims[name]}`;
  if (claims.path !== url) return `the token's path is ${claims.path}`;
  if (claims.digest !== bodyDigest(body)) return 'the token is for another body';
  if (Number(claims.exp) - Number(claims.iat) > 60) return 'the token lives for too long';
  const document = kindOf(url) === 'entries' ? String(headers['ews-cursor']) : body;
  const [sent, before] = [payloadOf(document), payloadOf(recorded.headers['ews-cursor'] ?? recorded.body)];
  for (const [name, value] of Object.entries(before)) {
    if (typeof sent[name] !== typeof value) return `${name} is ${JSON.stringify(sent[name])}`;
  }
  return undefined;
}

/** A link report of the recorded node as if it were made at this moment. */
function redated(recording: Recording, jws: string, changes: Json = {}): Promise<string> {
  const report = payloadOf(jws);
  const [issued, expires] = [Date.now(), Date.now() + 30_000].map((at) => new Date(at).toISOString());
  return signJws(JWS_TYPE.linkReport, { ...report, issued, expires, ...changes }, recording.requestKey);
}

function retokened(recording: Recording, authorization: string, body: string): string {
  const iat = Math.floor(Date.now() / 1000);
  const claims = payloadOf(authorization.replace('Bearer ', ''));
  return signJwt({ ...claims, iat, exp: iat + 60, digest: bodyDigest(body) }, recording.requestKey);
}

function idOf(report: string): unknown {
  return payloadOf(report).id;
}

function payloadOf(jws = ''): Json {
  try {
    return JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString('utf8'));
  } catch {
    return {};
  }
}
