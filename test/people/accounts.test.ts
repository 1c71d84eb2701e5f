import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { type ErrorCode, hasCode } from '../../src/domain/errors.ts';
import { SIGN_IN_LIMITS } from '../../src/people/sign-in-throttle.ts';
import { openPeople, PASSWORD, SETUP, type TestPeople } from './people.ts';

let opened: TestPeople[] = [];
let at: TestPeople;

before(() => {
  opened = [];
});

beforeEach(async () => {
  at = await openPeople();
  opened.push(at);
  await at.people.create({ name: 'kim', role: 'analyst', password: PASSWORD }, SETUP);
});

after(async () => {
  for (const { stores } of opened) await stores.close();
});

const coded = (code: ErrorCode) => (error: unknown) => hasCode(error, code);

async function lastAudit() {
  const records = await at.stores.people.auditRecords(1, 1000);
  return records.at(-1);
}

test('accounts: a new one can sign in, and its hash stays here', async () => {
  const { issuedAt, ...account } = await at.people.signIn('kim', PASSWORD);
  assert.equal(issuedAt, at.wall.time);
  assert.deepEqual(Object.keys(account).sort(), ['disabled', 'name', 'role', 'subject']);
  assert.deepEqual(await at.people.list(), [account]);
  assert.equal(account.role, 'analyst');
});

test('accounts: can sign in though the clock was set back since the account changed', async () => {
  at.wall.time -= 600_000;
  const { issuedAt } = await at.people.signIn('kim', PASSWORD);
  assert.equal((await at.people.actorOf('kim', issuedAt)).name, 'kim');
  at.wall.time += 600_000;
});

test('accounts: people change their own password by the one they have', async () => {
  const kim = { name: 'kim', role: 'analyst', subject: 'S' } as const;
  await assert.rejects(
    at.people.changePassword(kim, 'not the password', 'another long one'),
    coded('unauthenticated'),
  );
  await assert.rejects(at.people.changePassword(kim, PASSWORD, 'short'), coded('invalid_input'));
  const { issuedAt } = await at.people.signIn('kim', PASSWORD);
  at.wall.time += 1;
  await at.people.changePassword(kim, PASSWORD, 'another long one');
  await assert.rejects(at.people.actorOf('kim', issuedAt), coded('unauthenticated'));
  await at.people.changePassword(kim, 'another long one', PASSWORD);
});

test('accounts: the last administrator stays one', async () => {
  await at.people.create({ name: 'root', role: 'administrator', password: PASSWORD }, SETUP);
  await assert.rejects(at.people.change('root', { disabled: true }, SETUP), coded('wrong_state'));
  await assert.rejects(at.people.change('root', { role: 'operator' }, SETUP), coded('wrong_state'));
  await at.people.create({ name: 'second', role: 'administrator', password: PASSWORD }, SETUP);
  await at.people.change('root', { role: 'operator' }, SETUP);
  await assert.rejects(at.people.change('second', { disabled: true }, SETUP), coded('wrong_state'));
  await at.people.change('second', { password: 'a new long password' }, SETUP);
});

test('accounts: each name exists once', async () => {
  const again = at.people.create({ name: 'kim', role: 'viewer', password: PASSWORD }, SETUP);
  await assert.rejects(again, coded('already_exists'));
});

for (const name of ['Kim', 'k', '1kim', 'kim lee', '../kim', `k${'x'.repeat(64)}`]) {
  test(`accounts: refuses the name ${JSON.stringify(name)}`, async () => {
    const create = at.people.create({ name, role: 'viewer', password: PASSWORD }, SETUP);
    await assert.rejects(create, coded('invalid_input'));
  });
}

test('accounts: a wrong password and an unknown name are refused in the same words', async () => {
  const refusals = await Promise.all(
    [at.people.signIn('kim', 'wrong password'), at.people.signIn('nobody', PASSWORD)].map((attempt) =>
      attempt.then(
        () => assert.fail('signed in'),
        (error) => [error.code, error.message, error.detail],
      ),
    ),
  );
  assert.deepEqual(refusals[0], refusals[1]);
  assert.equal(refusals[0]?.[0], 'unauthenticated');
});

test('accounts: one that is disabled cannot sign in, and can once it is enabled', async () => {
  await at.people.change('kim', { disabled: true }, SETUP);
  await assert.rejects(at.people.signIn('kim', PASSWORD), coded('unauthenticated'));
  await at.people.change('kim', { disabled: false }, SETUP);
  assert.equal((await at.people.signIn('kim', PASSWORD)).name, 'kim');
});

for (const [what, change] of [
  ['the password', { password: 'another long password' }],
  ['the role', { role: 'approver' }],
  ['the state', { disabled: true }],
] as const) {
  test(`accounts: a change of ${what} voids the tokens from before`, async () => {
    const issuedAt = at.wall.now();
    assert.equal((await at.people.actorOf('kim', issuedAt)).role, 'analyst');
    at.wall.time += 1;
    await at.people.change('kim', change, SETUP);
    await assert.rejects(at.people.actorOf('kim', issuedAt), coded('unauthenticated'));
  });
}

test('accounts: a token from after the change is good, and has the new role', async () => {
  at.wall.time += 1000;
  await at.people.change('kim', { role: 'approver' }, SETUP);
  assert.equal((await at.people.actorOf('kim', at.wall.now())).role, 'approver');
});

test('accounts: a change of an account that does not exist is not found, an empty one invalid', async () => {
  await assert.rejects(at.people.change('lee', { disabled: true }, SETUP), coded('not_found'));
  await assert.rejects(at.people.change('kim', {}, SETUP), coded('invalid_input'));
});

test('accounts: the audit trail and the events tell who did what, and no password', async () => {
  const by = { name: 'root', role: 'administrator', subject: 'x' } as const;
  await at.people.change('kim', { role: 'approver', password: 'another long password' }, by);
  assert.deepEqual((await lastAudit())?.detail, { changes: ['role', 'password'], role: 'approver' });
  assert.deepEqual((await lastAudit())?.actor, { name: 'root', role: 'administrator' });
  await at.people.signIn('kim', 'another long password', '10.0.0.1');
  assert.equal((await lastAudit())?.action, 'session.opened');
  assert.deepEqual(at.told.slice(-2), ['accountChanged kim role password', 'signedIn kim']);
});

test('accounts: a failed sign-in is recorded, but not a name that may be a password', async () => {
  await assert.rejects(at.people.signIn('my secret password', 'kim', '10.0.0.1'));
  const record = await lastAudit();
  assert.deepEqual(
    [record?.action, record?.subject, record?.detail],
    ['session.refused', '(no such account)', { address: '10.0.0.1' }],
  );
  assert.ok(!JSON.stringify([record, at.told]).includes('secret'));
});

test('accounts: failed sign-ins are throttled, also with the right password, and it passes', async () => {
  const { failures, windowMs } = SIGN_IN_LIMITS.accountFromAddress;
  // At once: none of them may slip through before the others are counted.
  const attempts = Array.from({ length: failures + 3 }, () => at.people.signIn('kim', 'wrong', '10.0.0.1'));
  const codes = (await Promise.allSettled(attempts)).map(
    (one) => one.status === 'rejected' && one.reason.code,
  );
  assert.equal(codes.filter((code) => code === 'rate_limited').length, 3);
  await assert.rejects(at.people.signIn('kim', PASSWORD, '10.0.0.1'), coded('rate_limited'));
  assert.equal((await at.people.signIn('kim', PASSWORD, '10.0.0.2')).name, 'kim');
  at.wall.time += windowMs;
  assert.equal((await at.people.signIn('kim', PASSWORD, '10.0.0.1')).name, 'kim');
});
