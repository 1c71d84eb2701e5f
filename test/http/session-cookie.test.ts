import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { SESSION_SECONDS } from '../../src/http/auth.ts';
import { SIGN_IN_LIMITS } from '../../src/people/sign-in-throttle.ts';
import { NODE_ID, openAgency, PASSWORD, refusal, type TestAgency } from './agency.ts';

let agency: TestAgency;
before(async () => {
  agency = await openAgency();
});
after(() => agency.close());

const HOST = '127.0.0.1:8080';
const CONSOLE = { host: HOST, 'x-ews-console': '1', 'sec-fetch-site': 'same-origin' };
const NAME = `ews-session-${NODE_ID}`;

const FORBIDDEN = [403, 'forbidden'];
const UNAUTHENTICATED = [401, 'unauthenticated'];

type Headers = Readonly<Record<string, string>>;

function ask(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  headers: Headers,
  more: Partial<InjectOptions> = {},
): Promise<LightMyRequestResponse> {
  return agency.app.inject({ method, url: `/api/v1${path}`, headers, ...more });
}

function signIn(headers: Headers = CONSOLE, name = 'analyst', password = PASSWORD) {
  return ask('POST', '/session/cookie', headers, { payload: { name, password } });
}

/** The cookie of an answer, as a browser would send it back. */
function cookieOf(answer: LightMyRequestResponse): string {
  const [cookie] = answer.cookies;
  assert.equal(answer.cookies.length, 1, answer.body);
  assert.equal(cookie?.name, NAME);
  return `${cookie.name}=${cookie.value}`;
}

async function signedIn(name = 'analyst', password = PASSWORD): Promise<Headers> {
  return { ...CONSOLE, cookie: cookieOf(await signIn(CONSOLE, name, password)) };
}

/** Something that the analyst may ask and that changes nothing, since it is not there. */
const change = (headers: Headers, more: Partial<InjectOptions> = {}) =>
  ask('POST', '/signals/none/dismiss', headers, { payload: { reason: 'none' }, ...more });

const THERE_IS_NONE = [404, 'not_found'];

test('cookie: signing in sets one that no script reads and no other site sends', async () => {
  const answer = await signIn();
  assert.equal(answer.statusCode, 200, answer.body);
  const { account, expiresAt, ...rest } = answer.json();
  assert.deepEqual([account.name, account.role, rest], ['analyst', 'analyst', {}]);
  assert.ok(Math.abs(Date.parse(expiresAt) - Date.now() - SESSION_SECONDS * 1000) < 60_000);
  const { value, ...attributes } = answer.cookies[0]!;
  assert.deepEqual(attributes, {
    name: NAME,
    httpOnly: true,
    sameSite: 'Strict',
    path: '/',
    maxAge: SESSION_SECONDS,
  });
  assert.ok(!answer.body.includes(value));
});

test('cookie: it says who is asking', async () => {
  const { 'x-ews-console': _, ...reading } = await signedIn();
  const answer = await ask('GET', '/session', reading);
  assert.equal(answer.json().account.name, 'analyst', answer.body);
  assert.deepEqual(refusal(await ask('GET', '/session', { host: HOST })), UNAUTHENTICATED);
  const spoilt = { ...reading, cookie: `${reading.cookie}x` };
  assert.deepEqual(refusal(await ask('GET', '/session', spoilt)), UNAUTHENTICATED);
});

test('cookie: one that is not of this node is none', async () => {
  const { cookie = '' } = await signedIn();
  const other = cookie.replace(NAME, 'ews-session-jp.ews.example');
  assert.deepEqual(refusal(await ask('GET', '/session', { cookie: other })), UNAUTHENTICATED);
});

test('cookie: a bearer token goes before it, also one that is no good', async () => {
  const cookie = await signedIn();
  const viewer = { ...cookie, authorization: `Bearer ${agency.tokens.viewer}` };
  assert.equal((await ask('GET', '/session', viewer)).json().account.name, 'viewer');
  const bad = { ...cookie, authorization: 'Bearer not-a-token' };
  assert.deepEqual(refusal(await ask('GET', '/session', bad)), UNAUTHENTICATED);
});

test('cookie: a bearer token needs no page', async () => {
  const headers = { authorization: `Bearer ${agency.tokens.analyst}`, 'sec-fetch-site': 'cross-site' };
  assert.deepEqual(refusal(await change(headers)), THERE_IS_NONE);
});

test('cookie: Secure where the request came over https', async () => {
  const proxied = await openAgency((node) => {
    const server = { ...node.config.agency, trustProxy: true };
    return { ...node, config: { ...node.config, agency: server } };
  });
  try {
    const answer = await proxied.app.inject({
      method: 'POST',
      url: '/api/v1/session/cookie',
      headers: { ...CONSOLE, 'x-forwarded-proto': 'https', 'x-forwarded-for': '192.0.2.1' },
      payload: { name: 'analyst', password: PASSWORD },
    });
    assert.equal(answer.cookies[0]?.secure, true, answer.body);
  } finally {
    await proxied.close();
  }
  const spoofed = await signIn({ ...CONSOLE, 'x-forwarded-proto': 'https' });
  assert.equal(spoofed.cookies[0]?.secure, undefined);
});

test('cookie: signing out clears it, also for whoever is not signed in', async () => {
  for (const headers of [await signedIn(), CONSOLE]) {
    const answer = await ask('DELETE', '/session/cookie', headers);
    assert.deepEqual([answer.statusCode, answer.body], [204, '']);
    const [cookie] = answer.cookies;
    assert.deepEqual([cookie?.name, cookie?.value, cookie?.path], [NAME, '', '/']);
    assert.ok(Number(cookie?.expires) < Date.now());
  }
});

test('cookie: a new password renews it, and voids the others', async () => {
  const account = { name: 'mover', role: 'analyst', password: PASSWORD };
  await agency.ask('administrator', 'POST', '/accounts', account);
  const [mine, other] = [await signedIn('mover'), await signedIn('mover')];
  const next = 'another long password';
  const answer = await ask('PUT', '/session/password', mine, { payload: { password: PASSWORD, next } });
  assert.equal(answer.statusCode, 200, answer.body);
  const renewed = { ...CONSOLE, cookie: cookieOf(answer) };
  assert.equal((await ask('GET', '/session', renewed)).json().account.name, 'mover');
  for (const old of [mine, other])
    assert.deepEqual(refusal(await ask('GET', '/session', old)), UNAUTHENTICATED);
});

test('cookie: who changes a password by a bearer token gets none', async () => {
  const payload = { password: PASSWORD, next: `${PASSWORD}!` };
  const headers = { authorization: `Bearer ${agency.tokens.viewer}` };
  const answer = await ask('PUT', '/session/password', headers, { payload });
  assert.deepEqual([answer.statusCode, answer.cookies], [200, []]);
});

test('cookie: failed sign-ins count for both ways to sign in', async () => {
  await agency.ask('administrator', 'POST', '/accounts', {
    name: 'victim',
    role: 'viewer',
    password: PASSWORD,
  });
  const attempt = (path: string, password: string) =>
    ask('POST', path, CONSOLE, { payload: { name: 'victim', password }, remoteAddress: '192.0.2.9' });
  for (let n = 0; n < SIGN_IN_LIMITS.accountFromAddress.failures; n += 1) {
    const path = n % 2 === 0 ? '/session/cookie' : '/session';
    assert.deepEqual(refusal(await attempt(path, 'wrong password')), UNAUTHENTICATED);
  }
  const limited = await attempt('/session/cookie', PASSWORD);
  assert.deepEqual([refusal(limited), limited.cookies], [[429, 'rate_limited'], []]);
});

/** Who else may try, by what a browser says of them. */
const FOREIGN: Readonly<Record<string, Headers>> = {
  'another port of this host': { host: HOST, origin: 'http://127.0.0.1:8081', 'sec-fetch-site': 'same-site' },
  'another site': { host: HOST, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
  'another port, by a browser without Sec-Fetch-Site': { host: HOST, origin: 'http://127.0.0.1:8081' },
  'another site, by a browser without Sec-Fetch-Site': { host: HOST, origin: 'https://evil.example' },
  'a page without an origin': { host: HOST, origin: 'null' },
  'no page at all': { host: HOST },
  'an address that was typed': { host: HOST, 'sec-fetch-site': 'none' },
  'another site that claims this origin': {
    host: HOST,
    origin: `http://${HOST}`,
    'sec-fetch-site': 'cross-site',
  },
};

for (const [who, headers] of Object.entries(FOREIGN)) {
  test(`cookie: refuses what ${who} changes, signs in or signs out`, async () => {
    const { cookie = '' } = await signedIn();
    const foreign = { ...headers, 'x-ews-console': '1' };
    const signingIn = await signIn(foreign);
    assert.deepEqual([refusal(signingIn), signingIn.cookies], [FORBIDDEN, []]);
    const signingOut = await ask('DELETE', '/session/cookie', { ...foreign, cookie });
    assert.deepEqual([refusal(signingOut), signingOut.cookies], [FORBIDDEN, []]);
    assert.deepEqual(refusal(await change({ ...foreign, cookie })), FORBIDDEN);
  });
}

test('cookie: an origin that is that of the host will do where Sec-Fetch-Site is not sent', async () => {
  const { cookie = '' } = await signedIn();
  const headers = { host: HOST, origin: `http://${HOST}`, 'x-ews-console': '1' };
  assert.equal((await signIn(headers)).statusCode, 200);
  assert.deepEqual(refusal(await change({ ...headers, cookie })), THERE_IS_NONE);
});

for (const [what, value] of [
  ['without the header of the console', undefined],
  ['with another value in it', 'yes'],
] as const) {
  test(`cookie: refuses a change from its own page ${what}`, async () => {
    const { cookie = '' } = await signedIn();
    const own = { host: HOST, 'sec-fetch-site': 'same-origin', ...(value && { 'x-ews-console': value }) };
    assert.deepEqual(refusal(await signIn(own)), FORBIDDEN);
    assert.deepEqual(refusal(await ask('DELETE', '/session/cookie', own)), FORBIDDEN);
    const refused = await change({ ...own, cookie });
    assert.deepEqual(refusal(refused), FORBIDDEN);
    assert.match(refused.json().detail, /x-ews-console/);
  });
}

for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x']) {
  test(`cookie: a form of the type ${type} changes nothing, whoever sends it`, async () => {
    const headers: Headers = { ...(await signedIn()), 'content-type': type };
    const { 'x-ews-console': _, ...form } = headers;
    const payload = 'reason=none';
    assert.deepEqual(refusal(await change(form, { payload })), FORBIDDEN);
    assert.ok([400, 415].includes((await change(headers, { payload })).statusCode));
    const signingIn = { payload: `name=analyst&password=${PASSWORD}` };
    const refused = await ask('POST', '/session/cookie', form, signingIn);
    assert.deepEqual([refusal(refused), refused.cookies], [FORBIDDEN, []]);
  });
}

test('cookie: the matrix of roles holds for it as well', async () => {
  assert.deepEqual(refusal(await change(await signedIn('operator'))), FORBIDDEN);
  assert.deepEqual(refusal(await change(await signedIn('analyst'))), THERE_IS_NONE);
});
