import assert from 'node:assert/strict';
import { createHmac, createPublicKey, randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { test } from 'node:test';
import { importJWK, SignJWT } from 'jose';
import { toBase64, utf8 } from '../../src/domain/bytes.ts';
import { formatInstant } from '../../src/domain/time.ts';
import { requestClaims } from '../../src/federation/peers/token.ts';
import { logPathName, PATHS } from '../../src/federation/protocol.ts';
import { generateKey, type PrivateKey, publicPart, thumbprint } from '../../src/log/keys.ts';
import { EMPTY_ROOT } from '../../src/log/merkle.ts';
import { issue } from '../helpers/bulletins.ts';
import { type Codes, enrolHostile, livesOn, requireCode, statusOf } from '../helpers/hostile-checks.ts';
import type { Json } from '../helpers/hostile-log.ts';
import { type HostilePeer, startHostilePeer } from '../helpers/hostile-peer.ts';
import { startNodes, type TestNode } from '../helpers/nodes.ts';

interface Answer {
  readonly status: number;
  readonly code: string | undefined;
  readonly text: string;
}

/** An enrolled peer that asks the real node for what it should not. */
interface Caller {
  readonly node: TestNode;
  readonly peer: HostilePeer;
}

interface Asked {
  readonly method?: 'GET' | 'POST';
  readonly path?: string;
  readonly body?: string;
  readonly type?: string;
  /** What differs in the claims of the token. */
  readonly claims?: Json;
  /** Instead of a token. */
  readonly authorization?: string | undefined;
  /** What differs in the cursor, or what stands in its place. */
  readonly cursor?: Json | string | undefined;
}

const TOKENS: readonly { name: string; codes: Codes; make: (caller: Caller) => string | Promise<string> }[] =
  [
    { name: 'no token', codes: 'token_invalid', make: () => '' },
    { name: 'garbage', codes: 'token_invalid', make: () => 'Bearer garbage' },
    { name: 'three pieces of garbage', codes: 'token_invalid', make: () => 'Bearer a.b.c' },
    { name: 'dots', codes: 'token_invalid', make: () => 'Bearer ..' },
    { name: 'another scheme', codes: 'token_invalid', make: () => 'Basic YTpi' },
    {
      name: 'a token without an algorithm',
      codes: 'token_invalid',
      make: (caller) => forged(caller, 'none', () => ''),
    },
    {
      name: 'a token without an algorithm, in capitals',
      codes: 'token_invalid',
      make: (caller) => forged(caller, 'NONE', () => ''),
    },
    {
      name: 'HS256 with the public key in PEM as its secret',
      codes: 'token_invalid',
      make: (caller) => forged(caller, 'HS256', hmac(pem(caller.peer.log.keys.request))),
    },
    {
      name: 'HS256 with the bytes of the public key as its secret',
      codes: 'token_invalid',
      make: (caller) =>
        forged(caller, 'HS256', hmac(Buffer.from(caller.peer.log.keys.request.x, 'base64url'))),
    },
    {
      name: 'EdDSA in name and HS256 in truth',
      codes: 'token_invalid',
      make: (caller) => forged(caller, 'EdDSA', hmac(pem(caller.peer.log.keys.request))),
    },
    {
      name: 'a signature by another key under the right name',
      codes: 'token_invalid',
      make: (caller) => signed(caller, {}, generateKey(), thumbprint(caller.peer.log.keys.request)),
    },
    {
      name: 'the key of another',
      codes: 'key_unknown',
      make: (caller) => {
        const key = generateKey();
        return signed(caller, {}, key, thumbprint(key));
      },
    },
    {
      name: 'the log key',
      codes: 'key_unknown',
      make: (caller) => signed(caller, {}, caller.peer.log.keys.log, thumbprint(caller.peer.log.keys.log)),
    },
    {
      name: 'a kid that is a path',
      codes: ['key_unknown', 'token_invalid'],
      make: (caller) => signed(caller, {}, caller.peer.log.keys.request, '../../keys/log.json'),
    },
    {
      name: 'a key that it brings itself',
      codes: 'key_unknown',
      make: (caller) => {
        const key = generateKey();
        return signed(caller, {}, key, thumbprint(key), { jwk: publicPart(key), jku: caller.peer.url });
      },
    },
    {
      name: 'the name of somebody who is not enrolled',
      codes: 'peer_unknown',
      make: (caller) => signed(caller, { iss: 'elsewhere.ews.example' }),
    },
    {
      name: 'the name of the node itself',
      codes: 'peer_unknown',
      make: (caller) => signed(caller, { iss: caller.node.id }),
    },
    {
      name: 'a name that is none',
      codes: ['token_invalid', 'peer_unknown'],
      make: (caller) => signed(caller, { iss: '__proto__' }),
    },
    ...(
      [
        [{ aud: 'elsewhere.ews.example' }, 'token_invalid'],
        [{ htm: 'POST' }, 'token_invalid'],
        [{ path: '/federation/v1/hints' }, 'token_invalid'],
        [{ digest: 'A'.repeat(43) }, 'token_invalid'],
        [{ jti: 'short' }, 'token_invalid'],
        [{ jti: undefined }, 'token_invalid'],
        [{ exp: 4_102_444_800 }, 'token_invalid'],
        [{ iat: 'now' }, 'token_invalid'],
        [{ iat: 0, exp: 60 }, 'token_clock'],
        [{ iat: 4_102_444_740, exp: 4_102_444_800 }, 'token_clock'],
        [{ iat: 9e15, exp: 9e15 + 60 }, ['token_clock', 'token_invalid']],
        [{ iat: -9e15, exp: -9e15 + 60 }, ['token_clock', 'token_invalid']],
      ] as const
    ).map(([claims, codes]) => ({
      name: `claims with ${JSON.stringify(claims)}`,
      codes,
      make: (caller: Caller) => signed(caller, claims),
    })),
  ];

const CURSORS: readonly { name: string; codes: Codes; cursor: Json | string | undefined }[] = [
  { name: 'none', codes: 'cursor_invalid', cursor: undefined },
  { name: 'garbage', codes: 'cursor_invalid', cursor: 'garbage' },
  { name: 'one that is too long', codes: 'cursor_invalid', cursor: 'a'.repeat(8_193) },
  {
    name: 'a root that is not ours',
    codes: 'cursor_mismatch',
    cursor: { size: 1, root: toBase64(EMPTY_ROOT) },
  },
  { name: 'another root of nothing', codes: 'cursor_mismatch', cursor: { root: `${'A'.repeat(43)}=` } },
  { name: 'a size ahead', codes: 'cursor_ahead', cursor: { size: 1_000_000 } },
  { name: 'the largest size', codes: 'cursor_ahead', cursor: { size: Number.MAX_SAFE_INTEGER } },
  { name: 'a size below zero', codes: 'cursor_invalid', cursor: { size: -1 } },
  { name: 'half an entry', codes: 'cursor_invalid', cursor: { size: 0.5 } },
  { name: 'a root that is not base64', codes: ['cursor_invalid', 'cursor_mismatch'], cursor: { root: '!' } },
  { name: 'a root that is too short', codes: ['cursor_invalid', 'cursor_mismatch'], cursor: { root: '' } },
  { name: 'another node', codes: 'cursor_invalid', cursor: { node: 'elsewhere.ews.example' } },
  { name: 'another log', codes: 'cursor_invalid', cursor: { log: 'elsewhere.ews.example/log/1' } },
  { name: 'too many gaps', codes: 'cursor_invalid', cursor: { missing: Array(65).fill([0, 1]) } },
];

const QUERIES = [
  '',
  '?from=',
  '?from=-1',
  '?from=1e0',
  '?from=1e3',
  '?from=0x0',
  '?from=0x10',
  '?from=0b1',
  '?from=+0',
  '?from=%200',
  '?from=00',
  '?from=0.0',
  '?from=NaN',
  '?from=Infinity',
  '?from=null',
  '?from=9007199254740993',
  '?from=0&from=0',
  '?from[]=0',
  '?from=0&limit=0',
  '?from=0&limit=1001',
  '?from=0&limit=1e2',
  '?from=0&limit=999999999999999999999',
  '?from=0&limit=-5',
  '?from=0&wait=26',
  '?from=0&wait=0x1',
  '?from=0&wait=-1',
  '?from=0&to=5',
  '?from=0&__proto__=1',
];

test('hostile requests', async (t) => {
  const { kr } = await startNodes(t, ['kr'], { config: { federation: { pollSeconds: 1 } } });
  const peer = await startHostilePeer(t);
  await enrolHostile(kr, peer);
  await issue(kr);
  const caller: Caller = { node: kr, peer };
  const entries = `${PATHS.logs}/${logPathName(kr.origin)}/entries`;

  await t.test('hostile request: what is in order is answered', async () => {
    const { status, text } = await ask(caller, {});
    assert.equal(status, 200);
    assert.equal(text.trimEnd().split('\n').length, 2);
    await livesOn(kr);
  });

  for (const { name, codes, make } of TOKENS) {
    await t.test(`hostile request: ${name} opens nothing`, async () => {
      const { status, code } = await ask(caller, { authorization: await make(caller) });
      requireCode(code, codes);
      assert.ok(status === 401 || status === 403, String(status));
      await livesOn(kr);
    });
  }

  await t.test('hostile request: a token opens once', async () => {
    const authorization = await signed(caller, {});
    assert.equal((await ask(caller, { authorization })).status, 200);
    assert.equal((await ask(caller, { authorization })).code, 'token_replayed');
    await livesOn(kr);
  });

  for (const { name, codes, cursor } of CURSORS) {
    await t.test(`hostile request: a cursor with ${name} is refused`, async () => {
      requireCode((await ask(caller, { cursor })).code, codes);
      await livesOn(kr);
    });
  }

  await t.test('hostile request: a cursor of another kind or by another key is refused', async () => {
    const payload = cursorOf(caller, {});
    const { signer } = peer.log;
    assert.equal((await ask(caller, { cursor: await signer.signHint(payload) })).code, 'cursor_invalid');
    const document = await signer.signNodeDocument(payload);
    requireCode((await ask(caller, { cursor: document })).code, ['cursor_invalid', 'key_unknown']);
    const twice = await signer.signCursor(payload);
    assert.equal((await ask(caller, { cursor: `${twice}, ${twice}` })).code, 'cursor_invalid');
    await livesOn(kr);
  });

  await t.test('hostile request: queries in any but their one form are refused', async () => {
    const taken: string[] = [];
    for (const query of QUERIES) {
      const { code } = await ask(caller, { path: entries + query });
      if (code !== 'invalid_input') taken.push(`${query}: ${code}`);
    }
    assert.deepEqual(taken, []);
    const ahead = await ask(caller, { path: `${entries}?from=1000000` });
    assert.equal(ahead.code, 'cursor_ahead');
    await livesOn(kr);
  });

  await t.test('hostile request: no log that is not held and no other file is served', async () => {
    const other = await ask(caller, {
      path: `${PATHS.logs}/${logPathName('elsewhere.ews.example/log/1')}/entries?from=0`,
    });
    assert.equal(other.code, 'not_found');
    const log = `${PATHS.logs}/${logPathName(kr.origin)}`;
    for (const path of [
      `${log}/tile/0/..%2f..%2f..%2fkeys%2flog.json`,
      `${log}/tile/0/000`,
      `${log}/tile/0/x999/999`,
      `${log}/tile/99/000.p/1`,
      `${log}/tile/0/000.p/256`,
      `${log}/tile/0/-01.p/1`,
      `${log}/tile/entries/000.p/1e1`,
      `${log}/tile/${'0/'.repeat(400)}`,
      `${PATHS.logs}/__proto__/checkpoint`,
      '/api/v1/accounts',
      '/metrics',
      `/${'a'.repeat(8_000)}`,
    ]) {
      const { status, code } = await ask(caller, { path, authorization: undefined, cursor: undefined });
      assert.ok(status === 404 || status === 400, `${path.slice(0, 200)}: ${status}`);
      requireCode(code, ['not_found', 'tile_malformed', 'invalid_input']);
    }
    await livesOn(kr);
  });

  await t.test('hostile request: hints that are none are refused', async () => {
    const { signer, origin } = peer.log;
    const hint = { v: 1, node: peer.id, log: origin, size: 1 };
    const post = (body: string, more: Asked = {}) =>
      ask(caller, { method: 'POST', path: PATHS.hints, body, cursor: undefined, ...more });
    assert.equal((await post(await signer.signHint(hint))).status, 204);
    requireCode((await post('x'.repeat(5_000))).code, 'too_large');
    for (const body of [
      '',
      'garbage',
      '{}',
      await signer.signCursor(hint),
      await signer.signNodeDocument(hint),
      await signer.signHint({ ...hint, size: -1 }),
      await signer.signHint({ ...hint, size: '1' }),
      await signer.signHint({ ...hint, log: kr.origin }),
      await signer.signHint({ ...hint, node: kr.id }),
    ]) {
      requireCode((await post(body)).code, ['invalid_input', 'key_unknown', 'unsupported_media_type']);
    }
    const other = await post(await signer.signHint(hint), { type: 'application/json' });
    requireCode(other.code, ['invalid_input', 'token_invalid', 'unsupported_media_type']);
    await livesOn(kr);
  });

  await t.test('hostile request: a hint of the largest size claims it, and nothing else', async () => {
    const { signer, origin } = peer.log;
    const size = Number.MAX_SAFE_INTEGER;
    const body = await signer.signHint({ v: 1, node: peer.id, log: origin, size });
    const { status } = await ask(caller, { method: 'POST', path: PATHS.hints, body, cursor: undefined });
    assert.equal(status, 204);
    assert.equal((await statusOf(kr, peer)).held, 0);
    await livesOn(kr);
  });

  await t.test('hostile request: a body that is far too long is not read', async () => {
    const head = 'POST /federation/v1/hints HTTP/1.1\r\nhost: a\r\ncontent-type: application/jose\r\n';
    const body = 'x'.repeat(20_000_000);
    assert.match(await raw(kr, `${head}content-length: 20000000\r\n\r\n${body}`), /^(HTTP\/1\.1 413 |$)/);
    await livesOn(kr);
  });

  await t.test('hostile request: heads that are too long or not HTTP end the connection', async () => {
    const long = `GET / HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${'a'.repeat(100_000)}\r\n\r\n`;
    assert.match(await raw(kr, long), /^(HTTP\/1\.1 431 |$)/);
    const many = `GET / HTTP/1.1\r\nhost: a\r\n${'x: y\r\n'.repeat(20_000)}\r\n`;
    assert.match(await raw(kr, many), /^(HTTP\/1\.1 431 |$)/);
    assert.match(await raw(kr, 'SSH-2.0-OpenSSH_9.6\r\n\r\n'), /^HTTP\/1\.1 400 /);
    const smuggled =
      'POST /federation/v1/hints HTTP/1.1\r\nhost: a\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n';
    assert.match(await raw(kr, smuggled), /^HTTP\/1\.1 400 /);
    await livesOn(kr);
  });

  await t.test('hostile request: a peer is not shown what is for others', async () => {
    const { content } = await issue(kr, { tlp: 'RED', audience: ['elsewhere.ews.example'] });
    const { text } = await ask(caller, {});
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { jws?: string; sealed?: string });
    const shown = lines.flatMap(({ jws }) => (jws === undefined ? [] : [jws.split('.')[1]!]));
    assert.ok(shown.every((payload) => !Buffer.from(payload, 'base64url').toString().includes(content.id)));
    assert.equal(lines.filter(({ sealed }) => sealed !== undefined).length, 1);
    await livesOn(kr);
  });

  await t.test('hostile request: a peer that is suspended is refused', async () => {
    await kr.as('operator').send('PATCH', `/peers/${peer.id}`, { state: 'suspended' });
    assert.equal((await ask(caller, {})).code, 'peer_suspended');
    await livesOn(kr);
  });
});

test('hostile requests: 500 without a token are limited by rate, and the node lives', async (t) => {
  const limit = 200;
  const { kr } = await startNodes(t, ['kr'], {
    config: { limits: { federationRequestsPerMinute: limit } },
  });
  const url = `${kr.federationUrl}${PATHS.logs}/${logPathName(kr.origin)}/entries?from=0`;
  const statuses: number[] = [];
  for (let batch = 0; batch < 10; batch += 1) {
    const answers = await Promise.all(Array.from({ length: 50 }, () => fetch(url)));
    for (const answer of answers) {
      statuses.push(answer.status);
      await answer.text();
    }
  }
  const count = (status: number) => statuses.filter((each) => each === status).length;
  assert.deepEqual([count(401), count(429)], [limit, 500 - limit]);
  assert.equal(((await (await fetch(url)).json()) as { code: string }).code, 'rate_limited');
  assert.ok((await fetch(`${kr.agencyUrl}/health/ready`)).ok);
  await issue(kr);
  // The limit is of one address and one minute; this test does not wait for it to end.
  await kr.stop();
  await kr.start();
  await livesOn(kr);
});

async function ask({ node, peer }: Caller, asked: Asked): Promise<Answer> {
  const method = asked.method ?? 'GET';
  const path = asked.path ?? defaultPath(node);
  const cursor = 'cursor' in asked ? asked.cursor : {};
  const authorization =
    'authorization' in asked
      ? asked.authorization
      : `Bearer ${await peer.log.signer.signRequestToken({ ...claimsFor(node, peer, asked), ...asked.claims })}`;
  const answer = await fetch(node.federationUrl + path, {
    method,
    headers: {
      ...(authorization ? { authorization } : {}),
      ...(asked.body === undefined ? {} : { 'content-type': asked.type ?? 'application/jose' }),
      ...(cursor === undefined ? {} : { 'ews-cursor': await cursorText({ node, peer }, cursor) }),
    },
    ...(asked.body === undefined ? {} : { body: asked.body }),
  });
  const text = await answer.text();
  return { status: answer.status, code: codeIn(text), text };
}

function codeIn(text: string): string | undefined {
  try {
    return (JSON.parse(text) as { code?: string }).code;
  } catch {
    return undefined;
  }
}

function defaultPath(node: TestNode): string {
  return `${PATHS.logs}/${logPathName(node.origin)}/entries?from=0`;
}

function claimsFor(node: TestNode, peer: HostilePeer, asked: Asked) {
  return requestClaims({
    from: peer.id,
    to: node.id,
    method: asked.method ?? 'GET',
    path: asked.path ?? defaultPath(node),
    ...(asked.body === undefined ? {} : { body: asked.body }),
    id: randomBytes(16).toString('base64url'),
    now: Date.now(),
  });
}

function cursorText(caller: Caller, cursor: Json | string): string | Promise<string> {
  if (typeof cursor === 'string') return cursor;
  return caller.peer.log.signer.signCursor(cursorOf(caller, cursor));
}

function cursorOf({ node, peer }: Caller, changed: Json): Json {
  const root = toBase64(EMPTY_ROOT);
  const time = formatInstant(Date.now());
  return { v: 1, node: peer.id, log: node.origin, size: 0, root, missing: [], time, ...changed };
}

/** A token for a pull with other claims, signed by the peer's request key or another one. */
async function signed(
  { node, peer }: Caller,
  claims: Json,
  key: PrivateKey = peer.log.keys.request,
  kid = thumbprint(key),
  header: Json = {},
): Promise<string> {
  const token = new SignJWT({ ...claimsFor(node, peer, {}), ...claims }).setProtectedHeader({
    alg: 'EdDSA',
    typ: 'JWT',
    kid,
    ...header,
  });
  return `Bearer ${await token.sign(await importJWK(key, 'EdDSA'))}`;
}

/** A token of another algorithm under the right names. */
function forged({ node, peer }: Caller, alg: string, seal: (input: string) => string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const header = { alg, typ: 'JWT', kid: thumbprint(peer.log.keys.request) };
  const input = `${part(header)}.${part(claimsFor(node, peer, {}))}`;
  return `Bearer ${input}.${seal(input)}`;
}

function hmac(secret: Uint8Array): (input: string) => string {
  return (input) => createHmac('sha256', secret).update(input).digest('base64url');
}

function pem(key: PrivateKey): Uint8Array {
  const object = createPublicKey({ key: publicPart(key), format: 'jwk' });
  return utf8(object.export({ type: 'spki', format: 'pem' }).toString());
}

/** Sends bytes to the federation listener, and returns what comes; nothing, if the connection is reset. */
async function raw(node: TestNode, text: string): Promise<string> {
  const { hostname, port } = new URL(node.federationUrl);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  let answer = '';
  socket.on('data', (chunk) => {
    answer += chunk;
  });
  socket.end(text);
  await new Promise((resolve) => socket.once('close', resolve));
  return answer;
}
