import { randomBytes } from 'node:crypto';
import { nodePaths } from '../../src/config/paths.ts';
import { toBase64 } from '../../src/domain/bytes.ts';
import { requestClaims } from '../../src/federation/peers/token.ts';
import { logPathName, PATHS, type RequestClaims } from '../../src/federation/protocol.ts';
import { loadKey } from '../../src/log/keys.ts';
import { emptyRange, rangeRoot } from '../../src/log/merkle.ts';
import { createSigner, type Signer } from '../../src/log/signer.ts';
import type { TestNode } from './nodes.ts';

/** A request to a federation listener as a peer's program would make it, put together by hand. */
export interface HandMade {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: string;
  readonly cursor?: string;
  readonly token?: string;
}

export interface Answer {
  readonly status: number;
  /** Of a refusal. */
  readonly code: string | undefined;
  readonly problem: Readonly<Record<string, unknown>>;
  readonly headers: Headers;
  readonly text: string;
}

/** The signer of a node, from its key files. */
export function signerOf(node: TestNode): Signer {
  const paths = nodePaths(node.directory);
  return createSigner(node.id, node.origin, {
    log: loadKey(paths.logKey),
    cosigner: loadKey(paths.cosignerKey),
    request: loadKey(paths.requestKey),
  });
}

/** A token of `from` for a request to `to`, with claims that differ from what they should be. */
export function tokenFor(
  from: TestNode,
  to: TestNode,
  { method, path, body }: HandMade,
  changes: Partial<RequestClaims> = {},
): Promise<string> {
  const id = randomBytes(16).toString('base64url');
  const request = { from: from.id, to: to.id, method, path, id, now: Date.now() };
  const claims = requestClaims({ ...request, ...(body === undefined ? {} : { body }) });
  return signerOf(from).signRequestToken({ ...claims, ...changes });
}

/** A pull from the beginning of a log, by a reader that holds nothing of it. */
export async function pullOf(reader: TestNode, issuer: TestNode): Promise<HandMade> {
  const cursor = await signerOf(reader).signCursor({
    v: 1,
    node: reader.id,
    log: issuer.origin,
    size: 0,
    root: toBase64(rangeRoot(emptyRange)),
    missing: [],
    time: new Date().toISOString(),
  });
  const path = `${PATHS.logs}/${logPathName(issuer.origin)}/entries?from=0&limit=10&wait=0`;
  return { method: 'GET', path, cursor };
}

export async function hintOf(node: TestNode, size: number): Promise<HandMade> {
  const body = await signerOf(node).signHint({ v: 1, node: node.id, log: node.origin, size });
  return { method: 'POST', path: PATHS.hints, body };
}

/** A link report as a peer's program would make it, with members that differ from what they should be. */
export async function linkReportOf(from: TestNode, to: TestNode, changes: object = {}): Promise<HandMade> {
  const direction = { state: 'up', reason: 'ok', forMs: 1000 };
  const report = {
    v: 1,
    node: from.id,
    about: to.id,
    id: randomBytes(16).toString('base64url'),
    issued: new Date().toISOString(),
    expires: new Date(Date.now() + 30_000).toISOString(),
    size: 0,
    inbound: direction,
    outbound: direction,
  };
  const body = await signerOf(from).signLinkReport({ ...report, ...changes });
  return { method: 'POST', path: PATHS.linkReport, body };
}

export async function send(to: TestNode, { method, path, body, cursor, token }: HandMade): Promise<Answer> {
  const answer = await fetch(to.federationUrl + path, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(cursor === undefined ? {} : { 'ews-cursor': cursor }),
      ...(body === undefined ? {} : { 'content-type': 'application/jose' }),
    },
    ...(body === undefined ? {} : { body }),
  });
  const text = await answer.text();
  const problem = answer.ok ? {} : (JSON.parse(text) as Record<string, unknown>);
  const { status, headers } = answer;
  return { status, code: problem.code as string | undefined, problem, headers, text };
}
