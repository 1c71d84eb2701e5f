import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasCode } from '../../src/domain/errors.ts';
import { createSignInThrottle, SIGN_IN_LIMITS } from '../../src/people/sign-in-throttle.ts';
import { createThrottle } from '../../src/people/throttle.ts';

const limit = { failures: 3, windowMs: 60_000 };

function clock() {
  const wall = { time: 1_000_000, now: () => wall.time };
  return wall;
}

function isLimited(attempt: () => void): boolean {
  try {
    attempt();
    return false;
  } catch (error) {
    assert.ok(hasCode(error, 'rate_limited'));
    return true;
  }
}

test('throttle: refuses beyond the limit, and says when to come back', () => {
  const wall = clock();
  const throttle = createThrottle(limit, wall);
  for (let n = 0; n < limit.failures; n += 1) throttle.attempt('kim');
  wall.time += 15_000;
  assert.throws(
    () => throttle.attempt('kim'),
    (error) => hasCode(error, 'rate_limited') && error.detail.retryAfterSeconds === 45,
  );
  assert.equal(
    isLimited(() => throttle.attempt('lee')),
    false,
  );
});

test('throttle: a new window starts afresh', () => {
  const wall = clock();
  const throttle = createThrottle(limit, wall);
  for (let n = 0; n < limit.failures; n += 1) throttle.attempt('kim');
  wall.time += limit.windowMs;
  assert.equal(
    isLimited(() => throttle.attempt('kim')),
    false,
  );
});

test('throttle: what is forgiven does not count', () => {
  const throttle = createThrottle(limit, clock());
  for (let n = 0; n < 10; n += 1) {
    throttle.attempt('kim');
    throttle.forgive('kim');
  }
  assert.equal(
    isLimited(() => throttle.attempt('kim')),
    false,
  );
});

test('sign-in throttle: one address is stopped for one account, others are not', () => {
  const throttle = createSignInThrottle(clock());
  for (let n = 0; n < SIGN_IN_LIMITS.accountFromAddress.failures; n += 1) throttle.attempt('kim', '10.0.0.1');
  assert.equal(
    isLimited(() => throttle.attempt('kim', '10.0.0.1')),
    true,
  );
  assert.equal(
    isLimited(() => throttle.attempt('kim', '10.0.0.2')),
    false,
  );
  assert.equal(
    isLimited(() => throttle.attempt('lee', '10.0.0.1')),
    false,
  );
});

test('sign-in throttle: one address that tries many accounts is stopped', () => {
  const throttle = createSignInThrottle(clock());
  for (let n = 0; n < SIGN_IN_LIMITS.address.failures; n += 1) throttle.attempt(`name-${n}`, '10.0.0.1');
  assert.equal(
    isLimited(() => throttle.attempt('lee', '10.0.0.1')),
    true,
  );
});

test('sign-in throttle: many addresses that try one account are stopped', () => {
  const throttle = createSignInThrottle(clock());
  for (let n = 0; n < SIGN_IN_LIMITS.account.failures; n += 1) throttle.attempt('kim', `10.0.1.${n}`);
  assert.equal(
    isLimited(() => throttle.attempt('kim', '10.0.0.2')),
    true,
  );
});
