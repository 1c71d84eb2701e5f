import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasCode } from '../../src/domain/errors.ts';
import { hashPassword, isPassword } from '../../src/people/password.ts';

test('password: is kept as argon2id in PHC form, salted', async () => {
  const [first, second] = await Promise.all([hashPassword('twelve chars'), hashPassword('twelve chars')]);
  assert.match(first, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  assert.notEqual(first, second);
});

test('password: only the one that was hashed is the one', async () => {
  const hash = await hashPassword('암호는 열두 글자보다 길다');
  assert.equal(await isPassword(hash, '암호는 열두 글자보다 길다'), true);
  assert.equal(await isPassword(hash, '암호는 열두 글자보다 길다 '), false);
});

test('password: without a hash none is right, not even that of the stand-in', async () => {
  assert.equal(await isPassword(undefined, 'nobody has this password'), false);
});

for (const [what, password] of [
  ['too short', 'eleven char'],
  ['too long', 'x'.repeat(257)],
] as const) {
  test(`password: one that is ${what} is refused, and not repeated`, async () => {
    await assert.rejects(hashPassword(password), (error) => {
      assert.ok(hasCode(error, 'invalid_input'));
      assert.ok(!JSON.stringify([error.message, error.detail]).includes(password));
      return true;
    });
  });
}
