import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SignJWT } from 'jose';
import { SIGN_IN_LIMITS } from '../../src/people/sign-in-throttle.ts';
import { NODE_ID, openAgency, PASSWORD, refusal, signIn, type TestAgency } from './agency.ts';

let agency: TestAgency;
before(async () => {
  agency = await openAgency();
});
after(() => agency.close());

function whoAmI(token: string) {
  return agency.app.inject({ url: '/api/v1/session', headers: { authorization: `Bearer ${token}` } });
}

const UNAUTHENTICATED = [401, 'unauthenticated'];

test('session: name and password give a token, and the token says who', async () => {
  const answer = await agency.ask(undefined, 'POST', '/session', { name: 'analyst', password: PASSWORD });
  assert.equal(answer.statusCode, 200);
  const { token, account } = answer.json();
  assert.deepEqual(Object.keys(account), ['name', 'role', 'subject']);
  const session = await whoAmI(token);
  assert.deepEqual(session.json(), { account });
  assert.match(account.subject, /^[A-Za-z0-9_-]{22}$/);
});

test('session: a wrong password and an unknown name get the same answer', async () => {
  const wrong = await agency.ask(undefined, 'POST', '/session', { name: 'viewer', password: 'wrong' });
  const unknown = await agency.ask(undefined, 'POST', '/session', { name: 'nobody', password: PASSWORD });
  assert.deepEqual(refusal(wrong), UNAUTHENTICATED);
  const { instance: _a, ...first } = wrong.json();
  const { instance: _b, ...second } = unknown.json();
  assert.deepEqual(first, second);
  assert.equal(wrong.headers['www-authenticate'], 'Bearer');
});

test('session: failed sign-ins are throttled, and the answer says for how long', async () => {
  await agency.ask('administrator', 'POST', '/accounts', {
    name: 'victim',
    role: 'viewer',
    password: PASSWORD,
  });
  const attempt = (password: string) =>
    agency.ask(undefined, 'POST', '/session', { name: 'victim', password }, { remoteAddress: '192.0.2.7' });
  for (let n = 0; n < SIGN_IN_LIMITS.accountFromAddress.failures; n += 1) {
    assert.deepEqual(refusal(await attempt('wrong password')), UNAUTHENTICATED);
  }
  const limited = await attempt(PASSWORD);
  assert.deepEqual(refusal(limited), [429, 'rate_limited']);
  assert.ok(Number(limited.headers['retry-after']) > 0);
  assert.equal(limited.json().retryAfterSeconds, Number(limited.headers['retry-after']));
});

test('session: a change of password voids tokens; the new password gives a good one', async () => {
  const account = { name: 'mover', role: 'analyst', password: PASSWORD };
  await agency.ask('administrator', 'POST', '/accounts', account);
  const token = await signIn(agency.app, 'mover');
  assert.equal((await whoAmI(token)).statusCode, 200);
  const change = { password: 'another long password' };
  await agency.ask('administrator', 'PATCH', '/accounts/mover', change);
  assert.deepEqual(refusal(await whoAmI(token)), UNAUTHENTICATED);
  const fresh = await signIn(agency.app, 'mover', 'another long password');
  assert.equal((await whoAmI(fresh)).statusCode, 200);
});

test('session: a change of role or state voids tokens', async () => {
  const account = { name: 'shaker', role: 'analyst', password: PASSWORD };
  await agency.ask('administrator', 'POST', '/accounts', account);
  const first = await signIn(agency.app, 'shaker');
  await agency.ask('administrator', 'PATCH', '/accounts/shaker', { role: 'approver' });
  assert.deepEqual(refusal(await whoAmI(first)), UNAUTHENTICATED);
  const second = await signIn(agency.app, 'shaker');
  assert.equal((await whoAmI(second)).json().account.role, 'approver');
  await agency.ask('administrator', 'PATCH', '/accounts/shaker', { disabled: true });
  assert.deepEqual(refusal(await whoAmI(second)), UNAUTHENTICATED);
});

/** A token as this node makes them, with one thing different. */
function token(different: {
  secret?: string;
  issuer?: string;
  alg?: string;
  age?: number;
  claims?: Record<string, unknown>;
}) {
  const { alg = 'HS256', age = 0, issuer = NODE_ID } = different;
  const secret = different.secret ?? agency.node.config.secrets.sessionSecret;
  const at = Date.now() - age * 1000;
  const claims = different.claims ?? { sub: 'analyst', at };
  return new SignJWT(claims)
    .setProtectedHeader({ alg })
    .setIssuer(issuer)
    .setIssuedAt(Math.floor(at / 1000))
    .setExpirationTime(Math.floor(at / 1000) + 12 * 3600)
    .sign(new TextEncoder().encode(secret));
}

test('session: the tokens of the tests below are good but for what they say', async () => {
  assert.equal((await whoAmI(await token({}))).statusCode, 200);
});

const BAD: Record<string, Parameters<typeof token>[0]> = {
  'of another node with the same secret': { issuer: 'jp.ews.example' },
  'with another secret': { secret: 'x'.repeat(43) },
  'with another algorithm': { alg: 'HS512' },
  'that has expired': { age: 12 * 3600 + 1 },
  'of nobody': { claims: { sub: 'nobody', at: Date.now() } },
  'without its time': { claims: { sub: 'analyst' } },
  'from before the account': { claims: { sub: 'analyst', at: Date.now() - 60_000 } },
};

for (const [what, different] of Object.entries(BAD)) {
  test(`session: refuses a token ${what}`, async () => {
    assert.deepEqual(refusal(await whoAmI(await token(different))), UNAUTHENTICATED);
  });
}

test('session: refuses a token that nobody signed', async () => {
  const [, claims] = (await token({})).split('.');
  const header = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
  assert.deepEqual(refusal(await whoAmI(`${header}.${claims}.`)), UNAUTHENTICATED);
});

for (const [what, header] of [
  ['another scheme', 'Basic a2ltOmtpbQ=='],
  ['no token', 'Bearer'],
  ['something else', 'Bearer not-a-token'],
] as const) {
  test(`session: refuses ${what} in the header`, async () => {
    const answer = await agency.app.inject({
      url: '/api/v1/session',
      headers: { authorization: header },
    });
    assert.deepEqual(refusal(answer), UNAUTHENTICATED);
  });
}
