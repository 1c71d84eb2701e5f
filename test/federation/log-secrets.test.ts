import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { nodePaths } from '../../src/config/paths.ts';
import { freePorts } from '../../src/demo/processes.ts';
import { arrival, issue } from '../helpers/bulletins.ts';
import { enrol, PASSWORD, startNodes, type TestNode } from '../helpers/nodes.ts';
import { untilError } from '../helpers/peers.ts';

const WRONG_PASSWORD = 'wrong horse battery';
const NAME_FIELD = 'typed-into-the-wrong-field';
const NEXT_PASSWORD = 'another horse battery';
const HALF_A_BODY = 'in-half-a-body';
const COOKIE = 'c00kie-of-a-session';
const METRICS_TOKEN = 'metrics-token-of-forty-characters-000000';
const WRONG_TOKEN = 'wrong-token-of-forty-characters-00000000';
const CLOSELY_HELD = 'Closely held headline';
const JWS = /eyJ[\w-]{8,}\.[\w-]+\.[\w-]+/;

test('logs: hold no secret, whatever people, programs and peers do', async (t) => {
  const [port = 0] = await freePorts(0);
  const metrics = { port, tokenFile: 'metrics-token' };
  const { kr, jp, us } = await startNodes(t, ['kr', 'jp', 'us'], { config: { log: { level: 'trace' } } });
  for (const node of [kr, jp]) await enrol(node, node === kr ? jp : kr);
  await configureMetrics(kr, metrics);

  const seen: string[] = [];
  await signInBadly(kr);
  seen.push(await changePassword(kr));
  await callBadly(kr);
  await ingestBadly(kr);
  await readMetrics(metrics.port);
  await arrival(jp, await issue(kr, { tlp: 'RED', audience: [jp.id], headline: { en: CLOSELY_HELD } }));

  const echo = await startEcho(us, seen);
  t.after(() => echo.server.close());
  await enrol(kr, us, echo.url);
  await untilError(kr, us, 'peer_answer');
  assert.ok(seen.length >= 3, 'the peer that quotes what it is sent was sent something');

  const secrets = [
    ...[PASSWORD, WRONG_PASSWORD, NAME_FIELD, NEXT_PASSWORD, HALF_A_BODY, COOKIE, METRICS_TOKEN, WRONG_TOKEN],
    CLOSELY_HELD,
    ...seen,
    ...seen.map((token) => token.split('.').at(-1) ?? ''),
    ...[kr, jp, us].flatMap(privateKeys),
    ...(await Promise.all([kr, jp, us].map(documentSignature))),
  ];
  assert.ok(secrets.length > 30 && secrets.every((secret) => secret.length >= 10), 'secrets were collected');
  for (const node of [kr, jp, us]) {
    const text = readFileSync(join(node.directory, 'node.log'), 'utf8');
    assert.ok(text.length > 2_000, `the log of ${node.id} is there`);
    assert.deepEqual(
      secrets.filter((secret) => text.includes(secret)),
      [],
      `secrets in the log of ${node.id}`,
    );
    assert.doesNotMatch(text, JWS);
  }
  const events = new Set([kr, jp].flatMap((node) => node.log().map(({ event }) => event)));
  for (const event of [
    'signInFailed',
    'peerRefused',
    'pullFailed',
    'pageServed',
    'pageAccepted',
    'bulletinIssued',
  ])
    assert.ok(events.has(event), `${event} happened`);
  assert.ok(
    kr.log().some(({ message }) => message?.includes('[redacted]')),
    'what the peer quoted was hidden',
  );
});

async function configureMetrics(node: TestNode, metrics: object): Promise<void> {
  await node.stop();
  writeFileSync(join(node.directory, 'metrics-token'), `${METRICS_TOKEN}\n`);
  const { nodeFile } = nodePaths(node.directory);
  writeFileSync(nodeFile, `${readFileSync(nodeFile, 'utf8')}\nmetrics: ${JSON.stringify(metrics)}\n`);
  await node.start();
}

function post(node: TestNode, path: string, body: string, headers: Record<string, string> = {}) {
  return fetch(`${node.agencyUrl}/api/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
}

async function signInBadly(node: TestNode): Promise<void> {
  const attempts = [
    JSON.stringify({ name: 'analyst', password: WRONG_PASSWORD }),
    JSON.stringify({ name: NAME_FIELD, password: PASSWORD }),
    JSON.stringify({ name: 'analyst', password: PASSWORD, password2: NEXT_PASSWORD }),
    `{"name":"analyst","password":"${HALF_A_BODY}`,
  ];
  const answers = await Promise.all(attempts.map((body) => post(node, '/session', body)));
  assert.deepEqual(
    answers.map(({ status }) => status),
    [401, 401, 400, 400],
  );
}

/** Returns the token that it took. */
async function changePassword(node: TestNode): Promise<string> {
  await node.hire('a.kim', 'viewer');
  const answer = await post(node, '/session', JSON.stringify({ name: 'a.kim', password: PASSWORD }));
  const { token } = (await answer.json()) as { token: string };
  const changed = await fetch(`${node.agencyUrl}/api/v1/session/password`, {
    method: 'PUT',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
      cookie: `session=${COOKIE}`,
    },
    body: JSON.stringify({ password: PASSWORD, next: NEXT_PASSWORD }),
  });
  assert.equal(changed.status, 200, await changed.text());
  return token;
}

async function callBadly(node: TestNode): Promise<void> {
  const token = `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZG1pbiJ9.${WRONG_TOKEN}`;
  const headers = { authorization: `Bearer ${token}`, cookie: `session=${COOKIE}` };
  assert.equal((await post(node, '/bulletins', '{}', headers)).status, 401);
  assert.equal((await post(node, `/bulletins?token=${WRONG_TOKEN}`, '{}', headers)).status, 401);
  const hint = { method: 'POST', headers: { ...headers, 'content-type': 'application/jose' }, body: token };
  assert.equal((await fetch(`${node.federationUrl}/federation/v1/hints`, hint)).status, 401);
}

async function ingestBadly(node: TestNode): Promise<void> {
  const rows = `series,period,value\nNO_SUCH,2021-10,1\n${PASSWORD},x,y\n`;
  const report = await node.as('operator').send<object>('POST', '/observations', rows, 'text/csv');
  assert.match(JSON.stringify(report), /"refused":2/);
  const headers = { authorization: `Bearer ${WRONG_TOKEN}` };
  assert.equal((await post(node, '/observations', `{"password":"${HALF_A_BODY}`, headers)).status, 401);
}

async function readMetrics(port: number): Promise<void> {
  const read = (token: string) =>
    fetch(`http://127.0.0.1:${port}/metrics`, { headers: { authorization: `Bearer ${token}` } });
  assert.equal((await read(WRONG_TOKEN)).status, 401);
  const text = await (await read(METRICS_TOKEN)).text();
  for (const line of [/^ews_up 1$/m, /^ews_log_writable 1$/m, /^ews_peers\{state="active"\} 1$/m])
    assert.match(text, line);
  assert.match(text, /^process_resident_memory_bytes [1-9]/m);
}

/** A peer that quotes in its refusals what it was sent; what needs no token it answers as the true node does. */
async function startEcho(node: TestNode, seen: string[]): Promise<{ server: Server; url: string }> {
  const server = createServer(async (request, response) => {
    const sent = [request.headers.authorization?.replace('Bearer ', ''), request.headers['ews-cursor']];
    if (sent[0] === undefined) {
      response.end(await (await fetch(node.federationUrl + request.url)).text());
      return;
    }
    const body = await bodyOf(request);
    const quoted = [...sent, body].map(String).filter((text) => JWS.test(text));
    seen.push(...quoted);
    response.writeHead(401, { 'content-type': 'application/problem+json' });
    const turn = quoted[seen.length % quoted.length];
    response.end(JSON.stringify({ code: 'token_invalid', detail: `this is no token: "${turn}" ${quoted}` }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

/** The private parts of a node's keys, and its session secret. */
function privateKeys({ directory }: TestNode): string[] {
  const { keys, offlineRoot, sessionSecret } = nodePaths(directory);
  const files = [keys, offlineRoot].flatMap((folder) =>
    readdirSync(folder).map((name) => join(folder, name)),
  );
  const parts = files
    .filter((file) => file.endsWith('.json'))
    .map((file) => JSON.parse(readFileSync(file, 'utf8')).d);
  assert.equal(parts.length, 6);
  return [...parts, readFileSync(sessionSecret, 'utf8').trim()];
}

async function documentSignature({ federationUrl }: TestNode): Promise<string> {
  const document = await (await fetch(`${federationUrl}/.well-known/ews-node`)).text();
  return document.split('.').at(-1) ?? '';
}
